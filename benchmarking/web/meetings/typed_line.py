"""A line to type in that a reload does not empty.

Streamlit's own fields send what is typed when they are left. This one keeps each keystroke in the browser and
sends it to the server every three seconds, so that another browser finds it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

EVERY_MS = 3_000
"""How long a typed letter may wait for the server; the issue allows five seconds."""

HTML = """
<label></label>
<div class="line">
  <textarea rows="2"></textarea>
  <button type="button"></button>
</div>
<p role="status"></p>
"""

CSS = """
label { display: block; margin-bottom: 4px; font: 400 14px/1.4 var(--st-font); color: var(--st-text-color); }
.line { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-end; max-width: 640px; }
textarea {
  flex: 1 1 180px; min-width: 0; box-sizing: border-box; padding: 8px; resize: vertical;
  font: 400 16px/1.5 var(--st-font); color: var(--st-text-color);
  background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: 4px;
}
textarea:focus-visible, button:focus-visible { outline: 2px solid var(--st-link-color); outline-offset: 1px; }
button {
  padding: 8px 12px; font: 400 16px/1.5 var(--st-font); color: var(--st-text-color); white-space: nowrap;
  background: var(--st-background-color); border: 1px solid var(--st-border-color); border-radius: 4px;
  cursor: pointer;
}
p { min-height: 18px; margin: 2px 0 0; font: 400 13px/1.4 var(--st-font); color: var(--st-text-color); }
"""

# One object for each line in the window, since this runs anew whenever the server has answered.
JS = """
const lines = new WeakMap()

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const field = parentElement.querySelector("textarea")
  const button = parentElement.querySelector("button")
  const status = parentElement.querySelector("p")
  const label = parentElement.querySelector("label")
  const there = { get: () => null, set: () => {}, drop: () => {} }
  try {
    window.localStorage.getItem(data.place)
    there.get = () => window.localStorage.getItem(data.place)
    there.set = text => window.localStorage.setItem(data.place, text)
    there.drop = () => window.localStorage.removeItem(data.place)
  } catch {
    // A browser may forbid to keep anything: then the server's copy is all there is.
  }

  label.textContent = data.label
  field.setAttribute("aria-label", data.label)
  button.textContent = data.save

  let line = lines.get(parentElement)
  if (!line) {
    line = { written: data.written, timer: null, sent: data.typed }
    lines.set(parentElement, line)
    field.value = there.get() ?? data.typed
  }
  if (line.written !== data.written) {
    // The server has the line; what is typed since begins another.
    line.written = data.written
    if (field.value.trim() === (line.saving ?? "").trim()) {
      field.value = ""
      there.drop()
    }
    line.saving = null
    line.sent = field.value
    status.textContent = ""
  }
  if (data.typed === field.value && field.value) status.textContent = data.kept

  const send = () => {
    line.timer = null
    if (field.value === line.sent) return
    line.sent = field.value
    setStateValue("typed", field.value)
  }
  field.oninput = () => {
    there.set(field.value)
    status.textContent = ""
    if (line.timer === null) line.timer = setTimeout(send, data.every)
  }
  const save = () => {
    if (!field.value.trim()) return
    clearTimeout(line.timer)
    line.timer = null
    line.saving = field.value
    setTriggerValue("saved", field.value)
  }
  button.onclick = save
  field.onkeydown = event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      save()
    }
  }
  return () => {
    clearTimeout(line.timer)
    lines.delete(parentElement)
  }
}
"""


def typed_line(
    label: str,
    save: str,
    kept: str,
    *,
    place: str,
    typed: str,
    written: int,
    key: str,
    on_typed: Callable[[str], None],
    on_saved: Callable[[str], None],
) -> None:
    """The line, labelled, with its button and what is said once the server has it.

    `place` is where the browser keeps it, `typed` what the server kept, `written` a number that changes when
    a line has been saved, which empties the field. `on_typed` is given the text every few seconds, `on_saved`
    a line to save; both before the page is drawn anew.
    """
    _component()(
        key=key,
        data={
            "label": label,
            "save": save,
            "kept": kept,
            "place": f"benchmarking-{place}",
            "typed": typed,
            "written": written,
            "every": EVERY_MS,
        },
        on_typed_change=lambda: on_typed(st.session_state[key].typed),
        on_saved_change=lambda: on_saved(st.session_state[key].saved),
    )


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("typed_line", html=HTML, css=CSS, js=JS)
