"""The one stylesheet of the HTML figures. Colours are tokens that follow the page's theme."""

from __future__ import annotations

from benchmarking.figures.tokens import css_variables

__all__ = ["stylesheet"]

# A figure is as wide as where it stands, so its breaking points are those of its container. `bm-unseen`
# hides from the eye and not from a screen reader.
_RULES = """
.bm{container-type:inline-size;width:100%;color:var(--bm-ink);font-size:16px;line-height:1.5;
font-variant-numeric:tabular-nums}
.bm *{box-sizing:border-box}
.bm a{color:inherit;text-decoration:underline;text-decoration-color:var(--bm-line);
text-decoration-thickness:1px;text-underline-offset:3px}
.bm a:hover{text-decoration-color:currentColor}
.bm a:focus-visible,.bm summary:focus-visible,.bm [tabindex]:focus-visible{outline:2px solid var(--bm-link);
outline-offset:2px;border-radius:2px}
.bm-unseen{position:absolute!important;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}
.bm-small{display:block;font-size:13.5px;line-height:1.45;color:var(--bm-muted)}
.bm-year,.bm-moves{color:var(--bm-ink)}
.bm-note{font-style:normal;color:var(--bm-ink)}

.bm ul.bm-legend{display:flex;flex-wrap:wrap;gap:4px 22px;margin:0;padding:0;list-style:none;font-size:14px;
color:var(--bm-muted)}
.bm-legend li{display:flex;align-items:center;gap:8px;margin:0;padding:0}
.bm [title]{cursor:help}
.bm-term{text-decoration:underline dotted;text-underline-offset:3px}
.bm-key,.bm-legend .bm-stroke{position:relative;flex:none}
.bm-legend .bm-stroke{width:25px;left:auto;top:auto;transform:none}
.bm-legend .bm-none{height:1px;background:var(--bm-line)}
.bm-ref-key>span{position:absolute}
.bm-ref-key{position:relative;flex:none;width:24px;height:8px;margin:0 4px}
.bm-ref-key .bm-ref-line,.bm-ref-key .bm-ref{top:4px}

.bm-key,.bm-mark,.bm-ref,.bm-stroke,.bm-whisker,.bm-tick,.bm-curve,.bm-level,.bm-ref-line,.bm-track,
.bm-dark{print-color-adjust:exact;-webkit-print-color-adjust:exact;forced-color-adjust:none}
.bm-key.bm-women,.bm-mark.bm-women{width:13px;height:13px;border-radius:50%;background:var(--bm-women)}
.bm-key.bm-men,.bm-mark.bm-men{width:16px;height:16px;background:var(--bm-men);
clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}

.bm-figure{position:relative;height:46px;padding:0 60px}
.bm-ground{position:relative;height:100%}
.bm-ground>span{position:absolute}
.bm-track{left:0;right:0;top:14px;height:1px;background:var(--bm-line)}
.bm-tick{top:4px;width:1px;height:20px;margin-left:-.5px;background:var(--bm-ink)}
.bm-stroke{height:4px;top:14px;transform:translateY(-50%)}
.bm-solid{background:var(--bm-ink)}
.bm-dashed{background:repeating-linear-gradient(90deg,var(--bm-ink) 0 9px,transparent 9px 12px)}
.bm-dotted{height:3px;background:repeating-linear-gradient(90deg,var(--bm-uncertain) 0 3px,transparent 3px 6.5px)}
.bm-whisker{height:1.5px;top:14px;transform:translateY(-50%)}
.bm-whisker.bm-women{background:var(--bm-women)}
.bm-whisker.bm-men{background:var(--bm-men)}
.bm-mark{top:14px;transform:translate(-50%,-50%)}
.bm-up{margin-top:-5px}
.bm-down{margin-top:5px}
.bm-number{top:14px;transform:translateY(-50%);font-size:14.5px;line-height:1;font-weight:600;white-space:nowrap;
padding:0 2px;background:var(--bm-bg)}
.bm-number.bm-up{margin-top:-6px}
.bm-number.bm-down{margin-top:6px}
.bm-number.bm-women{color:var(--bm-women-text)}
.bm-number.bm-men{color:var(--bm-men-text)}
.bm-number.bm-missing{font-weight:400;font-size:13.5px;color:var(--bm-muted)}
.bm-ref-line{top:34px;height:1.5px;margin-top:-.75px;background:var(--bm-other)}
.bm-ref{top:34px;width:7px;height:7px;background:var(--bm-other);transform:translate(-50%,-50%)}
.bm-ref.bm-women{border-radius:50%}
.bm-ref.bm-men{width:8px;height:8px;clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}
.bm-hidden{display:flex;align-items:center;height:28px;font-size:13.5px;color:var(--bm-muted)}

.bm-spark{position:relative;display:block;width:100px;height:24px}
.bm-level{position:absolute;left:0;right:0;height:1px;background:var(--bm-other)}
.bm-curve{position:absolute;inset:0;background:var(--bm-ink);mask-size:100px 24px;-webkit-mask-size:100px 24px;
mask-repeat:no-repeat;-webkit-mask-repeat:no-repeat}
.bm-spark.bm-unsure .bm-curve{background:var(--bm-uncertain)}

.bm-rows .bm-row,.bm-rows .bm-head{display:grid;grid-template-columns:minmax(0,1fr) 352px 162px 142px 138px;
column-gap:20px}
.bm-head{padding:9px 0 8px;border-bottom:1px solid var(--bm-line);font-size:13.5px;color:var(--bm-muted)}
.bm-row{min-height:66px;padding:12px 0 9px;border-bottom:1px solid var(--bm-line)}
.bm-what .bm-title{font-size:16px;line-height:1.3;font-weight:600}
.bm-what .bm-small{margin-top:2px}
.bm-gap{font-size:19px;line-height:1.3;font-weight:650;white-space:nowrap}
.bm-unit{font-size:13.5px;color:var(--bm-muted)}
.bm-unsure .bm-gap{color:var(--bm-muted);font-weight:500}
.bm-says{display:block;font-size:14.5px;line-height:1.55;font-weight:600}
.bm-unsure .bm-says{font-weight:400}
.bm-over-time .bm-small{margin-top:1px;line-height:1.3}

.bm-beside .bm-row,.bm-beside .bm-head{display:grid;
grid-template-columns:236px repeat(var(--bm-n),minmax(0,1fr));column-gap:16px}
.bm-beside .bm-head{border-bottom:1.5px solid var(--bm-ink);text-align:center;align-items:end}
.bm-beside .bm-head>:first-child{text-align:left}
.bm-name{display:block;font-size:16px;font-weight:600;line-height:1.3;color:var(--bm-ink);overflow-wrap:anywhere}
.bm-cell{min-width:0;text-align:center}
.bm-cell .bm-figure{height:27px;padding:0 56px}
.bm-against .bm-cell .bm-figure{height:42px}
.bm-cell .bm-hidden{justify-content:center}
.bm-cell .bm-gap{font-size:15px;color:var(--bm-ink)}
.bm-cell.bm-unsure .bm-gap{color:var(--bm-muted)}
.bm-who{display:none}
@container (min-width:640.1px){
.bm-dense .bm-row,.bm-dense .bm-head{grid-template-columns:190px repeat(var(--bm-n),minmax(0,1fr));column-gap:12px}
.bm-dense .bm-cell .bm-figure{height:46px;padding:0 8px}
.bm-dense .bm-cell .bm-gap{display:block;line-height:1.35}
.bm-dense .bm-cell>.bm-small{font-size:13px;line-height:1.35}
.bm-dense .bm-number,.bm-dense .bm-number.bm-up,.bm-dense .bm-number.bm-down{top:37px;margin-top:0;padding:0;
font-size:13.5px}
.bm-dense .bm-number{background:none}
.bm-dense.bm-against .bm-cell .bm-figure{height:60px}
.bm-dense.bm-against .bm-number,.bm-dense.bm-against .bm-number.bm-up,.bm-dense.bm-against .bm-number.bm-down{top:51px}
.bm-dense .bm-number.bm-women{left:-8px!important;right:auto!important}
.bm-dense .bm-number.bm-men{right:-8px!important;left:auto!important}
.bm-dense .bm-number.bm-missing{left:0!important;right:0!important;text-align:center;white-space:normal}
}

.bm-table-scroll{overflow-x:auto;max-width:100%}
.bm table.bm-table{border-collapse:collapse;width:100%;margin:0;font-size:14px;line-height:1.4;border:0}
.bm-table caption{text-align:left;font-weight:600;padding:0 0 8px;color:var(--bm-ink);caption-side:top}
.bm .bm-table th,.bm .bm-table td{padding:7px 16px 7px 0;border:0;border-bottom:1px solid var(--bm-line);
text-align:left;vertical-align:top;font-weight:400;color:var(--bm-ink)}
.bm .bm-table thead th{border-bottom:1.5px solid var(--bm-ink);font-weight:600;vertical-align:bottom}
.bm .bm-table .bm-right{text-align:right;white-space:nowrap}
.bm-table tr>:last-child{padding-right:0}
.bm .bm-table tr.bm-lit>*{background:var(--bm-panel)}
.bm-table tr.bm-lit{outline:2px solid var(--bm-link);outline-offset:-2px}
@container (max-width:640px){
.bm .bm-cards,.bm .bm-cards tbody,.bm .bm-cards caption{display:block}
.bm-cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.bm-cards tbody tr{display:grid;padding:10px 0;border-bottom:1px solid var(--bm-line)}
.bm .bm-cards tbody th{font-weight:600;font-size:15px}
.bm .bm-cards tbody td{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);column-gap:12px}
.bm .bm-cards tbody td:empty{display:none}
.bm-cards td::before{content:attr(data-head);color:var(--bm-muted);font-size:13.5px}
.bm .bm-cards tbody th,.bm .bm-cards tbody td{padding:2px 0;border:0;overflow-wrap:anywhere}
.bm .bm-cards .bm-right{text-align:left;white-space:normal}
}

.bm ul.bm-plain{margin:0;padding:0;list-style:none}
.bm-plain li{margin:0;padding:0}
.bm-line-scroll{overflow-x:auto;overflow-y:hidden;padding-bottom:2px}
.bm-lineage{position:relative;font-size:13px;line-height:21px;color:var(--bm-muted)}
.bm-rounds{position:relative;height:50px;border-bottom:1.5px solid var(--bm-ink)}
.bm-round{position:absolute;top:0;white-space:nowrap}
.bm-round strong{display:block;font-size:15px;line-height:22px;font-weight:650;color:var(--bm-ink)}
.bm-round span{display:block;font-size:13px;line-height:18px}
.bm-picture{position:relative;margin-top:12px}
.bm-edges{position:absolute;left:0;top:0;mask-repeat:no-repeat;-webkit-mask-repeat:no-repeat;
print-color-adjust:exact;-webkit-print-color-adjust:exact;forced-color-adjust:none}
.bm-edges.bm-others{background:var(--bm-other)}
.bm-edges.bm-own{background:var(--bm-ink)}
.bm-hint{position:absolute;height:12px;margin-top:-6px}
.bm-label{position:absolute;white-space:nowrap;font-size:13px}
.bm-card{position:absolute;border:1px solid var(--bm-line);border-radius:4px;background:var(--bm-bg);
padding:6px 0!important}
.bm-card.bm-on-line{border-color:var(--bm-ink)}
.bm-card.bm-unknown{border:1px dashed var(--bm-other);padding:6px 8px!important}
.bm-card li{display:block;padding:0 8px!important;margin:0!important;font-size:13px!important;line-height:21px!important;
white-space:nowrap}
.bm-part{display:block}
.bm-card a,.bm-folds a,.bm-tree a{text-decoration-color:transparent}
.bm-card a:hover,.bm-folds a:hover,.bm-tree a:hover{text-decoration-color:currentColor}
.bm-card .bm-on-line{color:var(--bm-ink);font-weight:650}
.bm-card li.bm-dark{background:var(--bm-ink);color:var(--bm-bg);font-weight:650}
.bm-left a{text-decoration:line-through;text-decoration-color:currentColor}
.bm-card .bm-guide{font-style:italic}
.bm-phone{display:none}
.bm-tree{margin:0 0 20px}
.bm-tree ul{margin:0 0 0 5px;padding:0 0 0 17px;list-style:none;border-left:1.5px solid var(--bm-ink)}
.bm-tree li{margin:0;padding:3px 0;font-size:16px;line-height:1.4}
.bm-tree .bm-step{display:block;font-size:13.5px;color:var(--bm-muted)}
.bm-tree strong{font-weight:650}
.bm-folds details{border-bottom:1px solid var(--bm-line)}
.bm-folds summary{padding:11px 0;cursor:pointer;font-weight:600;color:var(--bm-link);font-size:16px}
.bm-folds summary span{font-weight:400;color:var(--bm-muted);font-size:13.5px}
.bm-folds li{padding:0 0 12px 18px!important;font-size:15px;line-height:1.45}
.bm-folds .bm-small{margin:0}
.bm ul.bm-legend s{color:var(--bm-muted)}
.bm-legend .bm-thin{width:25px;height:0;border-top:1.5px solid var(--bm-other)}
.bm-legend .bm-thin.bm-broken{border-top-style:dashed}
.bm-legend .bm-thin.bm-thick{border-top:2.5px solid var(--bm-ink)}

@container (max-width:1060px){
.bm-rows .bm-row,.bm-rows .bm-head{grid-template-columns:minmax(0,1fr) minmax(220px,300px) 136px 128px 104px;
column-gap:14px}
.bm-rows .bm-unit{display:block}
}
@container (max-width:860px){
.bm-rows .bm-row,.bm-rows .bm-head{grid-template-columns:minmax(0,1fr) minmax(220px,280px) 128px 122px}
.bm-rows .bm-head>:last-child{display:none}
.bm-rows .bm-over-time{grid-column:2/-1}
.bm-rows .bm-over-time:not(:empty){padding-left:60px}
}
@container (max-width:640px){
.bm-number.bm-missing{max-width:110px;white-space:normal;line-height:1.15}
.bm-rows .bm-row{display:grid;grid-template-columns:minmax(0,1fr) auto;grid-template-areas:"what what" "drawn drawn"
"much time" "says time";column-gap:12px;padding:14px 0 12px}
.bm-rows .bm-head,.bm-beside .bm-head{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
padding:0;border:0}
.bm-rows .bm-what{grid-area:what}
.bm-rows .bm-drawn{grid-area:drawn;margin-top:10px}
.bm-rows .bm-much{grid-area:much}
.bm-rows .bm-unit{display:inline}
.bm-rows .bm-verdict{grid-area:says}
.bm-rows .bm-over-time{grid-area:time;grid-column:2;align-self:end;justify-self:end;max-width:150px;text-align:right;
padding:0 0 2px!important}
.bm-rows .bm-spark{margin-left:auto}
.bm-beside .bm-row{display:block;padding:14px 0 10px}
.bm-beside .bm-cell{display:grid;grid-template-columns:100px minmax(0,1fr);column-gap:4px;
align-items:start;text-align:left;margin-top:10px}
.bm-beside .bm-who{display:block;font-size:14px;line-height:1.25;padding-top:5px;overflow-wrap:anywhere}
.bm-beside .bm-cell .bm-figure{height:29px;padding:0 58px}
.bm-beside.bm-against .bm-cell .bm-figure{height:42px}
.bm-beside .bm-cell>.bm-small{grid-column:2;text-align:center}
.bm-cell .bm-hidden{justify-content:center}
.bm-wide{display:none}
.bm-phone{display:block}
}
@container (max-width:360px){
.bm-figure{padding:0 56px}
.bm-beside .bm-cell{grid-template-columns:96px minmax(0,1fr)}
.bm-beside .bm-who{font-size:13px}
}
@container (max-width:300px){
.bm-beside .bm-cell{grid-template-columns:80px minmax(0,1fr)}
}
@media (prefers-contrast:more){.bm-track,.bm-row,.bm-head{--bm-line:light-dark(#808A90,#A6B0B4)}}
@media print{.bm-row,.bm-card{break-inside:avoid}}
"""


def stylesheet() -> str:
    """CSS for every HTML figure, without the `<style>` tag. Put it on the page once."""
    return ".bm{" + css_variables() + "}" + _RULES.replace("\n", "")
