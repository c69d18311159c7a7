// [data-scan]: reads QR codes with the camera; with data-scan-bars the bars on goods as well, with
// data-scan-goods only those. The browser's own detector where it knows them, else jsQR and our own reader.
// Sends a `scan` event (detail.text) from the element; with data-scan-form="id" it also fills that form's
// [data-code-input] and submits. Words for a refused or missing camera: data-refused, data-none.
const EVERY = 120;
const QR = "qr_code";
const BARS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128"];

function wantedBy(box) {
  if ("scanGoods" in box.dataset) return BARS;
  return "scanBars" in box.dataset ? [QR, ...BARS] : [QR];
}

async function nativeReader(wanted) {
  if (!("BarcodeDetector" in window)) return null;
  const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (![QR, BARS[0]].every((one) => known.includes(one) || !wanted.includes(one))) return null;
  const detector = new BarcodeDetector({ formats: wanted.filter((one) => known.includes(one)) });
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

// What `read` finds in a frame, made no wider than it needs.
function frameReader(read, widest) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, widest / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return read(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}

function readQR(image) {
  return window.jsQR(image.data, image.width, image.height, { inversionAttempts: "attemptBoth" })?.data;
}

async function canvasReader(wanted, address) {
  const readers = [];
  if (wanted.includes(BARS[0])) readers.push(frameReader((await import("./barcode.js")).readBarcode, 1280));
  if (wanted.includes(QR)) {
    if (!window.jsQR) await loadScript(address);
    readers.push(frameReader(readQR, 640));
  }
  return async (video) => readers.reduce((found, read) => found || read(video), "");
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
    const wanted = wantedBy(this.box);
    this.read = (await nativeReader(wanted)) ?? (await canvasReader(wanted, this.box.dataset.worker));
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

export function scannerOf(box) {
  if (!scanners.has(box)) scanners.set(box, new Scanner(box));
  return scanners.get(box);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-scan-start]");
  if (!button) return;
  scannerOf(button.closest("[data-scan]")).start();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.querySelectorAll("[data-scan]").forEach((box) => scanners.get(box)?.stop());
});
