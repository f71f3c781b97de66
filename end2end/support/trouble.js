// What a browser complains about: errors on its console (violations of a content security policy among them),
// scripts that fail, and requests that nobody answers.

/** Collects the complaints of every page of a browser context. */
export class Trouble {
  #complaints = [];
  #expected = [];
  #ended = false;

  constructor(context) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#note(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#note(`script: ${error.error().stack ?? error.error()}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // A page that is left takes its open requests with it; that is no fault.
      if (why !== 'net::ERR_ABORTED') this.#note(`request: ${request.url()}: ${why}`);
    });
  }

  /** Takes back complaints that belong to what the spec shows, for example a page that answers 404. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** What comes after the spec, when its server goes, is nobody's fault. */
  async end(context) {
    await Promise.all(context.pages().map((page) => page.waitForLoadState('load', { timeout: 3000 }).catch(() => {})));
    this.#ended = true;
  }

  unexpected() {
    return this.#complaints.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  #note(text) {
    if (!this.#ended) this.#complaints.push(text);
  }
}
