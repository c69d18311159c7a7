// [data-upload]: shows the (first) picture that was chosen, and makes large ones smaller before they
// travel: a phone's photo of 8 MB becomes some 600 kB. data-large: said when a file stays too large;
// data-unseen: when it cannot be shown; data-many: how many were chosen, for #.
const LONGEST_SIDE = 2400;
const SMALL_ENOUGH = 1.5 * 2 ** 20;
const LARGEST = 8 * 2 ** 20;
const QUALITY = 0.88;

async function smaller(file, picture) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= SMALL_ENOUGH) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const body = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!body || body.size >= file.size) return file;
  return new File([body], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}

function show(field, file) {
  const look = field.querySelector("[data-upload-look]");
  if (look.src.startsWith("blob:")) URL.revokeObjectURL(look.src);
  look.src = URL.createObjectURL(file);
  look.hidden = false;
}

async function ready(field, file, said) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const small = await smaller(file, picture);
    picture.close();
    return small;
  } catch {
    said.textContent = field.dataset.unseen;
    return file;
  }
}

async function chosen(field, input) {
  const said = field.querySelector("[data-upload-said]");
  const files = new DataTransfer();
  input.setCustomValidity("");
  said.textContent = "";
  if (!input.files.length) return;
  for (const file of [...input.files]) files.items.add(await ready(field, file, said));
  input.files = files.files;
  if (!said.textContent) {
    show(field, input.files[0]);
    const many = field.dataset.many?.replace("#", input.files.length);
    said.textContent = many ?? input.files[0].name;
  }
  if ([...input.files].some((file) => file.size > LARGEST)) {
    said.textContent = field.dataset.large;
    input.setCustomValidity(field.dataset.large);
  }
}

document.addEventListener("change", (event) => {
  const field = event.target.closest?.("[data-upload]");
  if (field && event.target.type === "file") chosen(field, event.target);
});

// From here on the box speaks for the field, in the page's own language.
for (const field of document.querySelectorAll("[data-upload]")) field.dataset.uploadReady = "";
