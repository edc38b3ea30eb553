// Draws a chart once more, with tooltips, when it comes near the screen; the drawing on the page stays for
// print and where scripts are off. Expressions are interpreted, so that the page needs no right to evaluate text.
"use strict";
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;

function showTip(_handler, event, _item, value) {
  tip.hidden = !value;
  if (!value) return;
  tip.textContent = value;
  const { width, height } = tip.getBoundingClientRect();
  const left = event.clientX + 14 + width > innerWidth ? event.clientX - 14 - width : event.clientX + 14;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(event.clientY - height / 2, innerHeight - height - 4))}px`;
}

async function draw(chart) {
  const specs = JSON.parse(chart.querySelector("script").textContent);
  for (const name of ["wide", "narrow"]) {
    const place = chart.querySelector(`.${name}`);
    if (!place.checkVisibility() || place.dataset.live) continue;
    place.dataset.live = "drawing";
    const drawing = document.createElement("div");
    await vegaEmbed(drawing, specs[name], {
      mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: showTip,
    });
    drawing.querySelector("svg").setAttribute("aria-hidden", "true"); // the chart has a name of its own
    place.replaceChildren(drawing);
    place.dataset.live = "drawn";
  }
}

document.addEventListener("DOMContentLoaded", () => {
  document.body.append(tip);
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) draw(one.target);
  }, { rootMargin: "200px" });
  const charts = document.querySelectorAll(".chart");
  for (const chart of charts) near.observe(chart);
  matchMedia("(min-width: 40rem)").addEventListener("change", () => {
    for (const chart of charts) { near.unobserve(chart); near.observe(chart); }
  });
});
