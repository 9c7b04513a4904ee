/* Sends the form that waited for a proof of identity, where that is harmless: see KeptAct. */
document.querySelector("form[data-goes-on]")?.requestSubmit();
