// The desk: what one looks at on the right is lit on the paper, and the other way round.
"use strict";
(() => {
  const owned = (owner, what) => [...document.querySelectorAll(`[data-${what}="${CSS.escape(owner)}"]`)];

  const light = (owner, { scroll }) => {
    for (const one of document.querySelectorAll("[data-box].is-on, [data-owner].is-on")) one.classList.remove("is-on");
    const boxes = owned(owner, "box");
    for (const one of [...boxes, ...owned(owner, "owner")]) one.classList.add("is-on");
    if (scroll && boxes[0]) boxes[0].scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };

  const ownerOf = (at) => at.closest?.("[data-owner]")?.dataset.owner;
  document.addEventListener("office:current", (event) => ownerOf(event.target) && light(ownerOf(event.target), { scroll: true }));
  document.addEventListener("focusin", (event) => ownerOf(event.target) && light(ownerOf(event.target), { scroll: true }));
  document.addEventListener("mouseover", (event) => ownerOf(event.target) && light(ownerOf(event.target), { scroll: false }));
  document.addEventListener("click", (event) => {
    const owner = event.target.closest?.("[data-box]")?.dataset.box;
    if (!owner) return;
    light(owner, { scroll: false });
    owned(owner, "owner")[0]?.scrollIntoView({ block: "center" });
  });

  const zoom = document.querySelector("[data-zoom]");
  zoom.hidden = false;
  zoom.addEventListener("click", () => {
    const large = document.querySelector("#main").classList.toggle("is-large");
    zoom.setAttribute("aria-pressed", String(large));
    const lit = document.querySelector("[data-box].is-on");
    lit?.scrollIntoView({ block: "center", inline: "center" });
  });

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      document.querySelector(`.case-rail a[href="#${CSS.escape(entry.target.id)}"]`)?.classList.toggle("is-current", entry.isIntersecting);
    }
  }, { root: matchMedia("(min-width: 1001px)").matches ? document.querySelector("#main") : null, threshold: 0.4 });
  for (const sheet of document.querySelectorAll(".case-paper .sheet[id]")) seen.observe(sheet);
})();
