// Clicks that open a citation, copying, and bringing the quoted words into view. It reads and moves; it makes no markup.
(() => {
  "use strict";
  let cameFrom = null;
  let trail = [];
  let shownArticle = null;
  let shownExchange = null;
  let shownBrief = null;
  let reopening = false;

  const tell = (name, words, go) => {
    const field = document.querySelector(`${name} textarea, ${name} input`);
    const button = document.querySelector(go);
    if (!field || !button) return;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.click();
  };
  const openPointer = (pointer) => {
    document.documentElement.dataset.trail = trail.length > 1 ? "deep" : "";
    tell("#pointer", pointer, "#open-pointer");
  };
  const follow = (opener) => {
    const inside = opener.closest("#evidence");
    if (!inside) cameFrom = opener;
    trail = inside ? [...trail, opener.dataset.open].slice(-50) : [opener.dataset.open];
    openPointer(opener.dataset.open);
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser does not allow copying";
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  const goBack = () => {
    if (trail.length > 1) {
      trail.pop();
      openPointer(trail.at(-1));
      return;
    }
    if (!cameFrom?.isConnected) return;
    cameFrom.focus({ preventScroll: true });
    cameFrom.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-open]");
    const copier = event.target.closest("[data-copy]");
    const actor = event.target.closest("[data-act]");
    if (event.target.closest("[data-back]")) goBack();
    if (actor) {
      reopening = actor.dataset.act.startsWith("open:");
      tell("#act", actor.dataset.act, "#do-act");
    }
    if (opener) {
      document.querySelectorAll(".is-open").forEach((one) => one.classList.remove("is-open"));
      opener.classList.add("is-open");
      follow(opener);
    } else if (copier) {
      copy(copier);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const stop = document.querySelector("#stop");
      if (document.activeElement?.closest("#evidence")) goBack();
      else if (stop?.offsetParent) stop.click();
    }
    const drawn = document.activeElement?.closest("g[data-open]");
    if (drawn && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      follow(drawn);
    }
    const typing = document.activeElement?.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const question = document.querySelector("#question textarea");
      if (question) {
        event.preventDefault();
        question.focus();
      }
    }
  });

  const showArticle = (article) => {
    const body = article.querySelector(".cable-body");
    const goal = article.querySelector("mark[data-scroll]") || article.querySelector("[data-scroll]");
    if (window.matchMedia("(max-width: 900px)").matches) article.scrollIntoView({ block: "start" });
    if (body && goal) {
      const distance = goal.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop += distance - body.clientHeight / 3;
    }
    article.querySelector("[data-heading]")?.focus({ preventScroll: true });
  };

  new MutationObserver(() => {
    const article = document.querySelector("#evidence article.evidence");
    if (article && article !== shownArticle) showArticle(article);
    shownArticle = article;
    const running = document.querySelector("#live .exchange.running");
    if (running && !shownExchange) running.scrollIntoView({ block: "nearest" });
    shownExchange = running;
    const brief = document.querySelector("#brief-page .brief");
    if (brief && brief !== shownBrief) brief.scrollIntoView({ block: "start" });
    shownBrief = brief;
    const reopened = reopening && document.querySelector("#live .exchange");
    if (reopened) {
      reopening = false;
      reopened.scrollIntoView({ block: "start" });
      document.querySelector("#question textarea")?.focus({ preventScroll: true });
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
