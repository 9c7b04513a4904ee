// The page that leads back to the site posts its form by itself, as the payment company's does.
document.querySelector("form[data-return]")?.requestSubmit();
