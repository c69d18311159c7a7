// Redemptions that were sent and not answered. The service worker keeps their forms until it has an answer.
const UNSENT = "linli-counter-unsent";

async function kept(root) {
  if (!globalThis.caches) return [];
  const cache = await caches.open(UNSENT);
  const ours = ({ url }) => new URL(url).pathname === `${root}/offline/unsent`;
  const requests = (await cache.keys()).filter(ours);
  return Promise.all(requests.map(async (request) => (await cache.match(request)).json()));
}

/** How many are unclear at this counter. */
export const countUnsent = async (root) => (await kept(root)).length;

/** Send the oldest once more, with the key that makes a repeat harmless; false where there is none. */
export async function sendAgain(root) {
  const [oldest] = (await kept(root)).sort((one, other) => one.at - other.at);
  if (!oldest) return false;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: oldest.action, hidden: true });
  for (const [name, value] of new URLSearchParams(oldest.form)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
  return true;
}
