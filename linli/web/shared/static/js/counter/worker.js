// Talking to the service worker that keeps the counter's pages.
const ANSWERS_WITHIN = 3000;

/** Tell it something and wait until it has done it; false where there is no worker, or no answer. */
export async function tell(message) {
  if (!navigator.serviceWorker) return false;
  const patience = new Promise((resolve) => setTimeout(resolve, ANSWERS_WITHIN, false));
  const worker = (await Promise.race([navigator.serviceWorker.ready, patience]))?.active;
  if (!worker) return false;
  const channel = new MessageChannel();
  const answer = new Promise((resolve) => (channel.port1.onmessage = () => resolve(true)));
  worker.postMessage(message, [channel.port2]);
  return Promise.race([answer, patience]);
}
