// Does nothing.
setInterval(() => {}, 60_000);
