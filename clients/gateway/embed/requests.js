// The gateway's API from a page: no key and no cookies.

const ATTEMPTS = {GET: 3, POST: 5, PATCH: 5};
const ANSWER_MS = 20000;
// Longer than this nobody waits before a form.
const RETRY_AFTER_MAX = 30;

// What came instead of an answer. status 0: none came.
class RequestError extends Error {
  constructor(status, problem = {}, retryAfter = 0) {
    super(problem.detail || `status ${status}`);
    this.status = status;
    this.code = problem.code ?? '';
    this.detail = problem.detail ?? '';
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.retryAfter = retryAfter;
  }

  // The same request may be sent again, and did nothing twice.
  get isPassing() {
    return [0, 408, 429, 502, 503, 504].includes(this.status) &&
      this.retryAfter <= RETRY_AFTER_MAX;
  }

  // A sentence for people.
  sayIn(strings) {
    if (this.status === 0 || this.status >= 500) {
      return strings.say('error_unreachable');
    }
    if (this.status === 429) return strings.say('error_later');
    if (this.code === 'stale_etag') return strings.say('error_changed');
    if (this.code === 'not_allowed' || this.code === 'wrong_state') {
      return strings.say('error_not_allowed');
    }
    const details = this.errors.map((one) => `${one.field} ${one.detail}`);
    return strings.say('error_other',
      {detail: details.join('; ') || this.detail});
  }
}

class Requests {
  // `base` ends in a slash.
  constructor(base, site) {
    this.root = `${base}v1/sites/${encodeURIComponent(site)}/`;
  }

  address(path, query) {
    const text = new URLSearchParams(query).toString();
    return this.root + path + (text && `?${text}`);
  }

  // Throws a RequestError.
  async once(method, url, {body, key, token} = {}) {
    const headers = {};
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    if (token) headers['Winnow-Edit-Token'] = token;
    let answer;
    let json;
    try {
      answer = await fetch(url, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        // Always asked, with the ETag of what the browser has.
        cache: 'no-cache',
        credentials: 'omit',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      json = await answer.json();
    } catch {
      // A page of a proxy's in between is no answer of the gateway's.
      throw new RequestError(answer && !answer.ok ? answer.status : 0);
    }
    if (answer.ok) return json;
    throw new RequestError(answer.status, json ?? {},
      Number(answer.headers.get('Retry-After')) || 0);
  }

  // Sends until there is an answer, with the same key each time.
  async send(method, url, options = {}, onRetry = () => {}) {
    for (let attempt = 1; ; ++attempt) {
      try {
        return await this.once(method, url, options);
      } catch (error) {
        if (!error.isPassing || attempt === ATTEMPTS[method]) throw error;
        onRetry(error);
        await new Promise((done) => {
          setTimeout(done, retryDelay(attempt, error.retryAfter));
        });
      }
    }
  }

  get(path, query, token) {
    return this.send('GET', this.address(path, query), {token});
  }
}

// A write whose key is kept until it is answered: who presses the button again
// after a failure sends the same request again, unless they changed the text.
class Write {
  constructor(requests, method, path) {
    this.requests = requests;
    this.method = method;
    this.url = requests.address(path);
    this.content = null;
    this.key = '';
  }

  // `content` is what makes it the same request; the rest of `body` may differ.
  async send(content, {token, more, onRetry} = {}) {
    const text = JSON.stringify(content);
    if (text !== this.content) {
      this.content = text;
      this.key = makeRequestId();
    }
    try {
      const answer = await this.requests.send(this.method, this.url,
        {body: {...content, ...more}, key: this.key, token}, onRetry);
      this.content = null;
      return answer;
    } catch (error) {
      // Refused: nothing was done, and the next one is another request. After
      // a lost answer even "too many" does not say that.
      if (![0, 408, 429].includes(error.status) && error.status < 500) {
        this.content = null;
      }
      throw error;
    }
  }
}
