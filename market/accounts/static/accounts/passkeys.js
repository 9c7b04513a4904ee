// Passkeys: a form with data-passkey="create" or "get" is sent with what the browser's authenticator answers.
// Its options stand in data-given, or are asked for at the address in data-options.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/* The server writes bytes as base64url; the browser wants buffers. */
const readable = (options) => {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (key[list]) key[list] = key[list].map((each) => ({ ...each, id: bytes(each.id) }));
  return { publicKey: key };
};

const written = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const optionsOf = async (form) => {
  if (form.dataset.given) return JSON.parse(form.dataset.given);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

const answerOf = async (form) => {
  const options = readable(await optionsOf(form));
  if (form.dataset.passkey === "get") return navigator.credentials.get(options);
  const alone = form.elements.passwordless?.checked ?? false;
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  return navigator.credentials.create(options);
};

const usePasskeys = (form) => {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector("[data-trouble]");
    trouble.hidden = true;
    try {
      // One choice on the page, beside the password, counts for both ways in.
      if (form.elements.device) form.elements.device.value = document.querySelector("[name=device]:checked")?.value ?? "";
      form.elements.credential.value = JSON.stringify(written(await answerOf(form)));
      form.submit();
    } catch {
      trouble.hidden = false;
    }
  });
};

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
  document.querySelectorAll("form[data-passkey]").forEach(usePasskeys);
}
