"""The stylesheet of the figures about many places: beeswarm, bars, scatter, map legend and matrix.

Apart from `stylesheet`, since nothing that is embedded elsewhere shows any of them.
"""

from __future__ import annotations

from benchmarking.figures.steps import STRENGTHS

__all__ = ["places_stylesheet"]

# Widths and heights are those of the forms in `beeswarm` and `scatter`. A slanted line is the diagonal of its box.
_RULES = """
.bm-effect,.bm-dot,.bm-leader,.bm-upright,.bm-across,.bm-bar,.bm-interval,.bm-swatch,.bm-matrix td{print-color-adjust:exact;
-webkit-print-color-adjust:exact;forced-color-adjust:none}
.bm-swarm{margin:8px 0 4px}
.bm-swarm-ground{position:relative;height:216px}
.bm-dot{position:absolute;width:6.8px;height:6.8px;border-radius:50%;background:var(--bm-other)}
.bm-swarm .bm-dot{top:50%;transform:translate(-50%,calc(-50% + var(--a)))}
.bm-dot:hover{outline:1.5px solid var(--bm-ink);z-index:3}
.bm .bm-dot.bm-lit{outline:3px solid var(--bm-link);outline-offset:2px;z-index:3;clip-path:none}
.bm-bar-row.bm-lit{box-shadow:-6px 0 0 var(--bm-bg),-9px 0 0 var(--bm-link);background:var(--bm-panel)}
.bm-of-women .bm-dot{background:var(--bm-women)}
.bm-of-men .bm-dot{background:var(--bm-men);border-radius:0;width:8px;height:8px;
clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}
.bm .bm-dot.bm-in-ink{width:11px;height:11px;background:var(--bm-ink);z-index:2;
box-shadow:0 0 0 1.5px var(--bm-bg)}
.bm-upright{position:absolute;top:0;bottom:0;width:1px;margin-left:-.5px;background:var(--bm-line)}
.bm-across{position:absolute;left:0;right:0;height:1px;margin-top:-.5px;background:var(--bm-line)}
.bm-upright.bm-equal,.bm-across.bm-equal{background:var(--bm-ink)}
.bm-swarm .bm-upright{top:8px}
.bm-swarm .bm-upright.bm-median{bottom:18px;width:1.2px;
background:repeating-linear-gradient(var(--bm-muted) 0 4px,transparent 4px 7px)}
.bm-axis{position:relative;height:22px;font-size:13px;line-height:22px;color:var(--bm-muted)}
.bm-tick-text{position:absolute;transform:translateX(-50%);white-space:nowrap}
.bm-label-at{position:absolute;transform:translate(-50%,-50%);white-space:nowrap;font-size:13.5px;line-height:18px;
font-weight:600;z-index:3;text-shadow:0 0 3px var(--bm-bg),0 0 3px var(--bm-bg),0 0 3px var(--bm-bg),0 0 3px var(--bm-bg)}
.bm-label-at.bm-strong{font-weight:700}
.bm-label-at.bm-quiet{font-size:13px;font-weight:400;color:var(--bm-muted)}
.bm-leader{position:absolute;z-index:1}
.bm-plumb{width:1px;margin-left:-.5px;background:var(--bm-ink)}
.bm-rises{background:linear-gradient(to bottom right,transparent calc(50% - .6px),var(--bm-ink) calc(50% - .6px) calc(50% + .6px),transparent calc(50% + .6px))}
.bm-falls{background:linear-gradient(to bottom left,transparent calc(50% - .6px),var(--bm-ink) calc(50% - .6px) calc(50% + .6px),transparent calc(50% + .6px))}
.bm-form-b,.bm-form-c,.bm-form-d,.bm-form-phone{display:none}

.bm-bars{margin:8px 0 4px}
.bm-bar-row{display:grid;grid-template-columns:132px minmax(0,1fr) 138px;column-gap:12px;align-items:center;min-height:26px}
.bm-bar-name{text-align:right;font-size:14px;line-height:1.25;overflow-wrap:anywhere}
.bm-bar-track{position:relative;height:26px}
.bm-bar-track .bm-upright{width:1px}
.bm-bar{position:absolute;top:50%;height:9px;transform:translateY(-50%);background:var(--bm-other)}
.bm-unsure .bm-bar{background:color-mix(in srgb,var(--bm-other) 45%,var(--bm-bg))}
.bm-own-bar .bm-bar{height:11px;background:var(--bm-ink)}
.bm-own-bar.bm-unsure .bm-bar{background:color-mix(in srgb,var(--bm-ink) 45%,var(--bm-bg))}
.bm-own-bar .bm-bar-name,.bm-own-bar .bm-bar-value{font-weight:650}
.bm-interval{position:absolute;top:50%;height:11px;transform:translateY(-50%);border:solid var(--bm-ink);
border-width:0 1.5px;background:linear-gradient(var(--bm-bg) 0 0) center/100% 4.5px no-repeat}
.bm-interval::after{content:"";position:absolute;left:0;right:0;top:50%;height:1.5px;margin-top:-.75px;background:var(--bm-ink)}
.bm-interval.bm-of-years{border-color:var(--bm-muted)}
.bm-interval.bm-of-years::after{background:repeating-linear-gradient(90deg,var(--bm-muted) 0 3px,transparent 3px 6px)}
.bm-bar-value{font-size:14px;white-space:nowrap}
.bm-bar-number{font-weight:600}
.bm-unsure .bm-bar-number{font-weight:400;color:var(--bm-muted)}
.bm-bar-says{font-size:13px;color:var(--bm-muted);white-space:normal}
.bm-bar-foot{min-height:22px}
.bm-effects .bm-bar-row{grid-template-columns:minmax(0,300px) minmax(0,1fr) 250px;border-bottom:1px solid var(--bm-line);padding:5px 0}
.bm-effects .bm-bar-name{text-align:left;font-size:15px}
.bm-effects .bm-bar-value{white-space:normal}
.bm-effects .bm-bar-foot{border-bottom:0}
.bm-effect{position:absolute;top:50%;width:12px;height:12px;border:2px solid var(--bm-ink);border-radius:50%;
background:var(--bm-ink);transform:translate(-50%,-50%)}
.bm-effect.bm-open{background:var(--bm-bg)}
.bm-effect-untold{grid-column:2/-1}
.bm-effect-ends{display:flex;justify-content:space-between;font-size:13px;color:var(--bm-muted)}

.bm-scatter{margin:8px 0 4px}
.bm-scatter-body{display:grid;grid-template-columns:40px minmax(0,1fr)}
.bm-side{position:relative}
.bm-side-text{position:absolute;right:8px;transform:translateY(-50%);font-size:13px;line-height:1;color:var(--bm-muted)}
.bm-scatter-ground{position:relative;height:300px}
.bm-scatter .bm-dot{transform:translate(-50%,-50%)}
.bm-scatter .bm-axis{margin-left:40px}
.bm-axis-name{font-size:13px;line-height:1.4;color:var(--bm-muted)}
.bm-to-right{text-align:right}

.bm ul.bm-steps{margin:4px 0 0;padding:0;list-style:none;font-size:14px;line-height:1.35}
.bm .bm-steps li{display:flex;align-items:center;gap:10px;margin:0;padding:2px 0}
.bm-swatch{flex:none;width:26px;height:18px;border-radius:2px}
.bm-nothing{border:1px solid var(--bm-other)}

.bm-matrix-scroll{overflow-x:auto;max-width:100%;max-height:80vh}
.bm table.bm-matrix{border-collapse:separate;border-spacing:3px;width:auto;margin:0;border:0;font-size:14px;line-height:1.3}
.bm .bm-matrix th,.bm .bm-matrix td{border:0;padding:5px 8px;font-weight:400;color:var(--bm-muted)}
.bm .bm-matrix thead th{position:sticky;top:0;z-index:1;background:var(--bm-bg);vertical-align:bottom;text-align:left;
min-width:84px;max-width:120px;font-size:13px;hyphens:auto;overflow-wrap:break-word}
.bm .bm-matrix tbody th{position:sticky;left:0;z-index:1;background:var(--bm-bg);text-align:left;white-space:nowrap;
padding-left:0;color:var(--bm-ink)}
.bm .bm-matrix thead th:first-child{left:0;z-index:2;padding-left:0}
.bm .bm-matrix td{text-align:right;white-space:nowrap;border-radius:2px}
.bm .bm-matrix td[class]{font-weight:600;color:var(--bm-ink)}
.bm .bm-matrix td a{text-decoration-color:transparent}
.bm .bm-matrix td a:hover{text-decoration-color:currentColor}
.bm .bm-own-row th{font-weight:650}

.bm dl.bm-facts{display:grid;grid-template-columns:minmax(120px,190px) minmax(0,62ch);gap:6px 24px;margin:8px 0!important;padding:0!important;
font-size:16px;line-height:1.5}
.bm .bm-facts dt{margin:0;font-weight:600}
.bm .bm-facts dd{margin:0;overflow-wrap:anywhere}

@container (max-width:1039.9px){.bm-swarm .bm-dot{transform:translate(-50%,calc(-50% + var(--b)))}
.bm-form-a{display:none}.bm-form-b{display:block}}
@container (max-width:799.9px){.bm-swarm .bm-dot{transform:translate(-50%,calc(-50% + var(--c)))}
.bm-swarm-ground{height:200px}.bm-form-b{display:none}.bm-form-c{display:block}}
@container (max-width:559.9px){.bm-swarm .bm-dot{transform:translate(-50%,calc(-50% + var(--d)))}
.bm-swarm-ground{height:184px}.bm-form-c{display:none}.bm-form-d{display:block}}
@container (max-width:559.9px){.bm dl.bm-facts{display:block}.bm .bm-facts dt{margin-top:8px}}
@container (max-width:420px){
.bm-scatter-ground{height:auto;aspect-ratio:1}
.bm-form-wide{display:none}.bm-form-phone{display:block}
.bm-bar-row{grid-template-columns:minmax(0,1fr) auto;column-gap:12px;padding:4px 0;min-height:0}
.bm-bar-name{text-align:left;grid-column:1/-1}
.bm-bar-track{height:20px}
.bm-bar-foot{padding:0}
.bm-bar-foot>span{display:none}
.bm-effects .bm-bar-row{grid-template-columns:minmax(0,1fr)}
.bm-effects .bm-bar-value{width:auto}
.bm-effects .bm-bar-says{display:inline}
.bm-effect-untold{grid-column:1}
.bm-effects .bm-bar-foot::after{display:none}
.bm-bar-foot::after{content:"";width:92px}
.bm-bar-value{width:92px;white-space:normal;line-height:1.2}
.bm-bar-says{display:block}
.bm .bm-matrix th,.bm .bm-matrix td{padding:5px 6px}
.bm .bm-matrix tbody th{min-width:96px;max-width:128px;white-space:normal;overflow-wrap:break-word}
}
@media (prefers-contrast:more){.bm-upright,.bm-across{--bm-line:light-dark(#808A90,#A6B0B4)}}
@media print{.bm-matrix-scroll{max-height:none;overflow:visible}.bm-bar-row,.bm-matrix tr{break-inside:avoid}}
"""


def places_stylesheet() -> str:
    """CSS for these figures, without the `<style>` tag; goes with `stylesheet`, and after it."""
    fills = [
        f".bm .bm-matrix td.bm-{letter}{step}{{background:light-dark("
        f"color-mix(in srgb,var(--bm-{sex}) {light}%,var(--bm-bg)),"
        f"color-mix(in srgb,var(--bm-{sex}) {dark}%,var(--bm-bg)))}}"
        for letter, sex in (("w", "women"), ("m", "men"))
        for step, (light, dark) in enumerate(zip(STRENGTHS["light"], STRENGTHS["dark"], strict=True))
    ]
    return _RULES.replace("\n", "") + "".join(fills)
