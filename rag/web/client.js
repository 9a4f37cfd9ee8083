// Clicks that open a citation, copying, and bringing the quoted words into view. It reads and moves; it makes no markup.
(() => {
  "use strict";
  let cameFrom = null;
  let shownArticle = null;
  let shownExchange = null;

  const openPointer = (pointer) => {
    const field = document.querySelector("#pointer textarea, #pointer input");
    const button = document.querySelector("#open-pointer");
    if (!field || !button) return;
    field.value = pointer;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.click();
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

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-open]");
    const copier = event.target.closest("[data-copy]");
    if (opener) {
      document.querySelectorAll(".is-open").forEach((one) => one.classList.remove("is-open"));
      opener.classList.add("is-open");
      if (!opener.closest("#evidence")) cameFrom = opener;
      openPointer(opener.dataset.open);
    } else if (copier) {
      copy(copier);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest("#evidence") && cameFrom?.isConnected) {
      cameFrom.focus();
    }
    const drawn = document.activeElement?.closest("g[data-open]");
    if (drawn && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      openPointer(drawn.dataset.open);
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
    const panel = document.querySelector("#evidence");
    const body = article.querySelector(".cable-body");
    const goal = article.querySelector("mark[data-scroll]") || article.querySelector("[data-scroll]");
    if (window.matchMedia("(max-width: 900px)").matches) panel.scrollIntoView({ block: "start" });
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
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
