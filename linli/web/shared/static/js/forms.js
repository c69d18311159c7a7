// Forms: no double submit; what was typed is kept while the tab lives, for <form data-remember="name">;
// [data-stepper] with its two [data-step] buttons.
const storeKey = (form) => `linli:form:${form.dataset.remember}`;
const SECRET = new Set(["password", "hidden", "file"]);

function keep(form) {
  const kept = [...new FormData(form)].filter(([name, value]) => {
    const field = form.elements[name];
    return typeof value === "string" && !SECRET.has(field?.type) && field?.dataset?.secret === undefined;
  });
  try {
    sessionStorage.setItem(storeKey(form), JSON.stringify(kept));
  } catch {
    // No storage here: the form still works, it only forgets.
  }
}

function restore(form) {
  let kept = [];
  try {
    kept = JSON.parse(sessionStorage.getItem(storeKey(form)) || "[]");
  } catch {
    return;
  }
  for (const [name, value] of kept) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (SECRET.has(field.type)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (!field.value) field.value = value;
    }
  }
}

function release(form) {
  for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  delete form.dataset.sent;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-remember]");
  if (form) keep(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  // What is sent many times, each time for another thing, says so.
  if (form.method !== "post" || form.dataset.many !== undefined) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 10000);
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form[data-sent]");
  if (form) release(form);
});

addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] [data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  const wanted = Number(input.value || 0) + Number(button.dataset.step);
  input.value = Math.min(Number(input.max || wanted), Math.max(Number(input.min || wanted), wanted));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.querySelectorAll("form[data-remember]").forEach(restore);
