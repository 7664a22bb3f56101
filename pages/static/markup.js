/* Mends what Streamlit 1.67 marks up so that a screen reader is misled, says its English names in the page's
   language, and lets the keyboard come to a popover. Streamlit offers no setting for any of it. The words come
   from `benchmarking/api/markup.py` in the tag's `data-words`; nothing here changes what can be seen, but for
   the words of Streamlit's own. */
(() => {
  const words = JSON.parse(document.currentScript.dataset.words);
  const language = document.documentElement.lang;
  const spoken = language === "en" ? "en-GB" : language;
  const inWords = (options, date) => new Intl.DateTimeFormat(spoken, options).format(date);
  const month = (number) => inWords({ month: "long" }, new Date(2024, number - 1, 15));

  /* What is a name and something of ours, as "Remove Askersund". */
  const patterns = Object.entries(words)
    .filter(([theirs]) => theirs.includes("{}"))
    .map(([theirs, ours]) => [
      new RegExp("^" + theirs.replace(/[.*+?^$()[\]\\|]/g, "\\$&").replace("{}", "(.+)") + "$", "s"),
      ours,
    ]);

  const said = (name) => {
    if (Object.hasOwn(words, name)) return words[name];
    for (const [pattern, ours] of patterns) {
      const found = name.match(pattern);
      if (found) return ours.replace("{}", () => said(found[1]));
    }
    return name;
  };

  const set = (element, attribute, value) => {
    // Only a change is written: writing calls the observer.
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  };

  const NAMES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext"];
  // What we write ourselves is in the page's language, and its words may be any.
  const OURS = '[data-testid="stHtml"] *, .stHtml *';

  // Where Streamlit's own words can be seen or are told: its skip link, what a list or a calendar says of itself,
  // and the keys of a field.
  const SAID = [
    '[data-testid="stSkipToContent"]',
    '[role="listbox"] *',
    '[data-testid="InputInstructions"] *',
    '[role="dialog"] h2',
    '[role="dialog"] span',
    "[data-live-announcer] *",
    "[aria-live] *",
  ].join();

  const rename = () => {
    for (const attribute of NAMES)
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        if (element.matches(OURS)) continue;
        const name = element.getAttribute(attribute);
        set(element, attribute, said(name));
      }
    for (const element of document.querySelectorAll(SAID))
      for (const text of element.childNodes)
        if (text.nodeType === Node.TEXT_NODE && text.nodeValue !== said(text.nodeValue))
          text.nodeValue = said(text.nodeValue);
  };

  const write = (element, text) => {
    const node = [...(element?.childNodes ?? [])].find((child) => child.nodeType === Node.TEXT_NODE);
    if (node && node.nodeValue !== text) node.nodeValue = text;
  };

  /* A date field and its calendar are in the browser's language, which need not be the page's: their days and
     months are told anew from their numbers. On which day its weeks begin follows the browser too, and stays. */
  const date = () => {
    for (const part of document.querySelectorAll('[data-testid="stDateInput"] [role="spinbutton"][data-type]')) {
      const called = words[`${part.dataset.type}, {}`];
      const field = (part.getAttribute("aria-label") ?? "").split(", ").slice(1).join(", ");
      if (called) set(part, "aria-label", called.replace("{}", () => field));
      const empty = part.hasAttribute("data-placeholder");
      if (empty) set(part, "aria-valuetext", words.Empty);
      else if (part.dataset.type === "month") {
        const number = Number(part.getAttribute("aria-valuenow"));
        set(part, "aria-valuetext", `${String(number).padStart(2, "0")} – ${month(number)}`);
      }
      if (empty && words[`{${part.dataset.type}}`]) write(part, words[`{${part.dataset.type}}`]);
    }
    for (const calendar of document.querySelectorAll('[data-testid="stDateInputCalendar"]')) {
      const [at, of] = [...calendar.querySelectorAll("header select")].map((select) => Number(select.value));
      if (!at || !of) continue;
      const named = `${month(at)} ${of}`;
      const choices = calendar.querySelectorAll("header button[aria-haspopup]");
      write(choices[0], month(at));
      set(choices[0], "aria-label", words.month);
      set(choices[1], "aria-label", words.year);
      for (const title of calendar.querySelectorAll("h2"))
        write(title, title.textContent.includes(", ") ? `${words["Choose date"]}, ${named}` : named);
      for (const shown of calendar.querySelectorAll('[role="application"], [role="grid"]'))
        set(shown, "aria-label", `${words["Choose date"]}, ${named}`);
      const days = [...calendar.querySelectorAll('[role="gridcell"] [role="button"]')];
      const first = days.findIndex((day) => !day.hasAttribute("data-outside-month"));
      if (first < 0 || days[first].textContent.trim() !== "1") continue;
      const today = new Date().toDateString();
      days.forEach((day, place) => {
        const meant = new Date(of, at - 1, 1 + place - first);
        let name = inWords({ dateStyle: "full" }, meant);
        if (meant.toDateString() === today) name = words["Today, {}"].replace("{}", () => name);
        if (day.hasAttribute("data-selected")) name = words["{} selected"].replace("{}", () => name);
        set(day, "aria-label", name);
      });
      calendar.querySelectorAll("thead th").forEach((head, place) =>
        write(head, inWords({ weekday: "narrow" }, new Date(of, at - 1, 1 + place - first))),
      );
      for (const list of document.querySelectorAll('[role="listbox"]')) {
        const listed = [...list.querySelectorAll('[role="option"]')];
        if (listed.length === 12) listed.forEach((one, place) => write(innermost(one), month(place + 1)));
      }
    }
  };
  const innermost = (element) => (element.firstElementChild && !element.firstChild.nodeValue ? innermost(element.firstElementChild) : element);

  let refused = 0;
  const mend = () => {
    /* The menu of a phone puts a div for each section between the list and its items (WCAG 1.3.1): each
       section becomes a list of its own, named by its heading, and what stands outside one is no item. */
    for (const menu of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
      set(menu, "role", "none");
      for (const part of menu.children) {
        const heading = part.querySelector('[data-testid="stNavSectionHeader"]');
        set(part, "role", part.tagName === "LI" ? "none" : "list");
        if (heading) set(part, "aria-label", heading.querySelector("p")?.textContent ?? "");
      }
    }
    /* The place to drop a file has a name and the role "presentation", which may have none. Its button
       is called "Upload" and what the stylesheet writes on it; the field behind it is no stop for a keyboard,
       and to a screen reader a second button. */
    for (const zone of document.querySelectorAll('[data-testid="stFileUploaderDropzone"]')) {
      set(zone, "role", "group");
      const button = zone.querySelector('button:not([data-testid="stFileChip"] *)');
      if (button) set(button, "aria-label", words["Upload {}"].replace("{}", zone.getAttribute("aria-label")));
      for (const field of zone.querySelectorAll('input[type="file"]')) set(field, "aria-hidden", "true");
    }
    /* A calendar that unfolds has a header, which is taken for the page's own. What scrolls sideways is scrolled
       with the arrow keys (2.1.1). */
    for (const head of document.querySelectorAll('header:not([data-testid="stHeader"])')) set(head, "role", "none");
    for (const code of document.querySelectorAll("pre"))
      if (code.scrollWidth > code.clientWidth) set(code, "tabindex", "0");
    /* What a form was refused for stands in it or after it, and is tied to none of its fields (3.3.1). */
    for (const alert of document.querySelectorAll('[role="alert"][data-testid="stAlertContainer"]')) {
      const before = alert.closest('[data-testid="stElementContainer"]')?.previousElementSibling;
      const form = alert.closest('[data-testid="stForm"]') ?? before?.querySelector('[data-testid="stForm"]');
      if (!form) continue;
      if (!alert.id) alert.id = `refused-${++refused}`;
      for (const field of form.querySelectorAll("input, textarea"))
        if (!field.hasAttribute("aria-describedby") || field.getAttribute("aria-describedby").startsWith("refused-"))
          set(field, "aria-describedby", alert.id);
    }
  };

  /* What a popover holds stands last in the document: Tab from its button would pass the whole page to come
     there (WCAG 2.4.3). Here Tab goes from the button into it, out of it to what follows the button, and
     Shift+Tab and Escape back to the button. */
  const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]';
  const stops = (body) => {
    // Of a group of radio buttons Tab reaches the chosen one only.
    const radios = (one) =>
      one.type !== "radio" || one.checked || ![...body.querySelectorAll("input[type=radio]")].some((other) => other.name === one.name && other.checked);
    return [...body.querySelectorAll(STOPS)].filter((one) => one.tabIndex >= 0 && one.checkVisibility() && radios(one));
  };
  document.addEventListener(
    "keydown",
    (event) => {
      // Streamlit draws a button with a word of help twice, and hides one of them.
      const opened = [...document.querySelectorAll('[data-testid="stPopoverButton"][aria-expanded="true"]')]
        .filter((button) => button.checkVisibility())
        .pop();
      const body = [...document.querySelectorAll('[data-testid="stPopoverBody"]')].pop();
      if (!opened || !body) return;
      const at = document.activeElement;
      const inside = stops(body);
      if (event.key === "Escape" && body.contains(at)) setTimeout(() => opened.isConnected && opened.focus());
      // What it holds may still be on its way from the server.
      if (event.key === "Tab" && !event.shiftKey && at === opened && !body.textContent.trim()) event.preventDefault();
      if (event.key !== "Tab" || !inside.length) return;
      if (at === opened && !event.shiftKey) {
        event.preventDefault();
        // It may not have its place yet, and would drag the page after it.
        inside[0].focus({ preventScroll: true });
      } else if (at === inside[0] && event.shiftKey) {
        event.preventDefault();
        opened.focus();
      } else if (at === inside[inside.length - 1] && !event.shiftKey) {
        // The browser goes on from where the focus is.
        opened.focus();
      }
    },
    true,
  );

  /* The key R runs the page anew and C opens a developer's dialogue, whoever happens to press them and without a
     way to turn them off (2.1.4). What is pressed stops here, behind everything that answers to a key. */
  document.body.addEventListener("keydown", (event) => {
    const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.isTrusted && alone && ["r", "c"].includes(event.key?.toLowerCase())) event.stopPropagation();
  });
  /* When light turns to dark while a page stands, Streamlit changes its own colours and lets a chart of Plotly's
     keep its own (1.4.3), until the page is run anew. */
  const runAnewIn = (scheme, tries) => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (matchMedia("print").matches || !app?.querySelector(".js-plotly-plot")) return;
    // The server is told the theme that the page has by now.
    if (getComputedStyle(app).colorScheme === scheme)
      setTimeout(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "r", code: "KeyR" })), 100);
    else if (tries) setTimeout(runAnewIn, 100, scheme, tries - 1);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) =>
    runAnewIn(matches ? "dark" : "light", 50),
  );

  /* Streamlit tells nobody who cannot see its turning wheel that the server still works. What takes long is
     said; the stylesheet writes the same where it is seen. */
  let waiting, told;
  const busy = () => {
    const running = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";
    if (running && !waiting)
      waiting = setTimeout(() => {
        if (!told) {
          told = document.createElement("p");
          told.setAttribute("role", "status");
          told.className = "page-unseen";
          document.body.append(told);
        }
        told.textContent = words["Running..."];
      }, 1500);
    if (!running && waiting) {
      clearTimeout(waiting);
      waiting = undefined;
      if (told) told.textContent = "";
    }
  };

  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      mend();
      rename();
      busy();
      date();
    });
  };
  new MutationObserver(soon).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...NAMES, "role", "data-test-script-state"],
  });
  soon();
})();
