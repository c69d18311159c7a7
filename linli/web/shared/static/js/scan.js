// [data-scan]: reads QR codes with the camera. The browser's own detector where it knows QR, else jsQR.
// Sends a `scan` event (detail.text) from the element; with data-scan-form="id" it also fills that form's
// [data-code-input] and submits; with data-scan-bars it reads the bars on goods as well, where the browser
// can. Words for a refused or missing camera: data-refused, data-none.
const EVERY = 120;

const BARS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128"];

async function nativeReader(bars) {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const wanted = ["qr_code", ...(bars ? BARS.filter((one) => formats.includes(one)) : [])];
  const detector = new BarcodeDetector({ formats: wanted });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

async function canvasReader(address) {
  if (!window.jsQR) await loadScript(address);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = pen.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(image.data, image.width, image.height, { inversionAttempts: "attemptBoth" })?.data;
  };
}

export class Scanner {
  constructor(box) {
    this.box = box;
    this.video = box.querySelector("video");
    this.last = "";
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
        audio: false,
      });
    } catch (refusal) {
      this.say(refusal?.name === "NotAllowedError" ? this.box.dataset.refused : this.box.dataset.none);
      return;
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.box.dataset.state = "on";
    const bars = "scanBars" in this.box.dataset;
    this.read = (await nativeReader(bars)) ?? (await canvasReader(this.box.dataset.worker));
    this.look();
  }

  async look() {
    if (!this.stream) return;
    const text = this.video.videoWidth ? await this.read(this.video).catch(() => "") : "";
    if (text && text !== this.last) this.found(text);
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  found(text) {
    this.last = text;
    setTimeout(() => (this.last = ""), 3000);
    this.box.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: { text } }));
    const form = document.getElementById(this.box.dataset.scanForm ?? "");
    const field = form?.querySelector("[data-code-input]");
    if (!field) return;
    this.stop();
    field.value = text;
    form.requestSubmit();
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.box.dataset.state = "off";
  }

  say(words) {
    this.box.querySelector("[data-scan-message]").textContent = words ?? "";
  }
}

const scanners = new WeakMap();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-scan-start]");
  if (!button) return;
  const box = button.closest("[data-scan]");
  if (!scanners.has(box)) scanners.set(box, new Scanner(box));
  scanners.get(box).start();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.querySelectorAll("[data-scan]").forEach((box) => scanners.get(box)?.stop());
});
