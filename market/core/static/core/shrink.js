// Makes photos of phones smaller before they are sent: that spares minutes on a slow line, and the server takes no larger ones.
// What the browser cannot read is sent as it is, and judged there.

const LONGEST = 2400; // pixels; the site keeps 1600
const BYTES = 1.5e6; // smaller files are left alone
const KINDS = { "image/jpeg": "image/jpeg", "image/png": "image/webp", "image/webp": "image/webp" };

const shrink = async (file) => {
  const picture = await createImageBitmap(file); // upright, as its metadata say
  const part = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * part)));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, KINDS[file.type], 0.9));
  return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
};

addEventListener("change", async ({ target: input }) => {
  const [file] = input.type === "file" && input.accept.startsWith("image/jpeg") ? input.files : [];
  if (!file || !(file.type in KINDS) || file.size < BYTES) return;
  const smaller = await shrink(file).catch(() => file);
  if (smaller === file || input.files[0] !== file) return; // another one was chosen meanwhile
  const files = new DataTransfer();
  files.items.add(smaller);
  input.files = files.files;
});
