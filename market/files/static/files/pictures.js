// How a file looks before it is with the server, and photos with fewer pixels: that spares minutes on a slow line.

const KB = 1024, WORTH = 0.8; // a smaller copy that saves less is none
const { lang, dataset } = document.documentElement;
export const inDigits = (text) => (lang === "bn" && dataset.digits !== "latin" ? text.replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : text);

export const sizeOf = (bytes, { kb, mb }) => {
  const [unit, number] = bytes < KB * KB ? [kb, Math.ceil(bytes / 102.4) / 10] : [mb, Math.round(bytes / 104857.6) / 10];
  return unit.replace("{n}", inDigits(String(number)));
};

const drawn = (image, scale) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * Math.min(1, scale))));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas;
};
/* A small picture of it, or a sign. */
export const picture = (type, blob, icon) => {
  const place = document.createElement("span");
  place.className = "file-picture";
  place.append(icon(/^(video|audio)/.test(type) ? "play" : "file"));
  if (type.startsWith("image/") && blob) createImageBitmap(blob).then((image) => place.replaceChildren(drawn(image, Math.max(240 / image.width, 180 / image.height))), () => undefined);
  return place;
};

/* The same picture with fewer pixels, without what the camera wrote into it, as {blob, name}; undefined where that gains
little, or the browser cannot read it. `kinds`: as what each type is written, `longest`: pixels of the longer side. */
export const shrink = async (file, { kinds, longest, quality, least }) => {
  const type = kinds[file.type];
  if (!type || file.size < least) return;
  const image = await createImageBitmap(file).catch(() => undefined); // upright, as its metadata say
  if (!image) return;
  const canvas = drawn(image, longest / Math.max(image.width, image.height));
  const blob = await new Promise((done) => canvas.toBlob(done, type, quality));
  if (blob?.type !== type || blob.size > file.size * WORTH) return;
  return { blob, name: type === file.type ? file.name : file.name.replace(/\.\w+$/, "") + ".webp" };
};
