// Runs before the page is painted: the reader's choice of theme holds on every page.
// Without scripts the theme follows the system, and the buttons below stay hidden.
"use strict";
const root = document.documentElement;
const KEY = "quanyi-theme";

function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; } // storage may be switched off
}

function setTheme(theme) {
  root.dataset.theme = theme;
  try { localStorage.setItem(KEY, theme); } catch { /* then it holds for this page only */ }
}

if (remembered()) root.dataset.theme = remembered();

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // an old browser
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function csvOf(link) {
  const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[hidden]")) button.hidden = false;
  const themes = document.querySelector("button.theme");
  const name = () => { themes.textContent = isDark() ? themes.dataset.light : themes.dataset.dark; };
  if (themes) {
    name();
    themes.addEventListener("click", () => { setTheme(isDark() ? "light" : "dark"); name(); });
  }
  document.querySelector("button.print")?.addEventListener("click", () => window.print());
  for (const button of document.querySelectorAll("button.copy")) {
    const label = button.textContent;
    button.addEventListener("click", async () => {
      await toClipboard(csvOf(button.parentElement.querySelector("a[download]")));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
});
