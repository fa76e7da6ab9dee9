// The circuit, and nothing else: without this a link pressed before the circuit is there would change the document under the page that is being opened.
// As it is, the browser follows it.
/** @type {any} */ (window).Blazor.start({ ssr: { disableDomPreservation: true } });
