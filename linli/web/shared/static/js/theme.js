// Light or dark: [data-theme-switch] turns it round and remembers it in a cookie, so that the server
// can send the right one at once next time.
const root = document.documentElement;

function isDark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export function setTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.cookie = `linli_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch]");
  if (!button) return;
  setTheme(button.dataset.themeSwitch || (isDark() ? "light" : "dark"));
});
