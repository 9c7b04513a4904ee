/* Sends the form that waited for a proof of identity or for an account, where that is harmless: see KeptAct. */
document.querySelector("form[data-goes-on]")?.requestSubmit();
