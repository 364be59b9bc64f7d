// "Leave a Reply": one form for the whole thread, which moves under the comment
// that is answered and keeps what is written in it.

class CommentForm {
  constructor(thread) {
    this.thread = thread;
    this.strings = thread.strings;
    this.parent = null;
    this.isSending = false;
    this.write = new Write(thread.requests, 'POST', 'comments');
    this.token = '';
    this.hasAsked = false;
    this.build();
    this.fillAuthor();
  }

  build() {
    const {strings} = this;
    const {optional, without} = this.thread.settings;
    this.required = ['body', ...['display_name', 'email'].filter((name) =>
      !optional.includes(name === 'email' ? name : 'name'))];
    const field = (name, more) => new Field({name,
      required: this.required.includes(name), ...more});
    this.fields = {
      body: field('body', {tag: 'textarea', rows: 6,
        label: strings.say('form_comment')}),
      display_name: field('display_name', {label: strings.say('form_name'),
        autocomplete: 'name'}),
      email: field('email', {label: strings.say('form_email'), type: 'email',
        autocomplete: 'email', dir: 'ltr'}),
      website: field('website', {label: strings.say('form_website'),
        type: 'text', inputmode: 'url', autocomplete: 'url', dir: 'ltr'}),
    };
    this.fields.website.root.hidden = without.includes('website');

    this.heading = element('h3', {id: makeId('form')},
      strings.say('form_title'));
    this.cancel = button(strings.say('form_cancel_reply'), () => this.leave(),
      {hidden: true});
    this.summary = element('div', {class: 'winnow-summary', role: 'alert'});
    this.remember = element('input', {type: 'checkbox', id: makeId('field')});
    this.honeypot = element('input', {id: makeId('field'), type: 'text',
      tabindex: '-1', autocomplete: 'off'});
    this.submit = element('button',
      {type: 'submit', class: 'winnow-button winnow-primary'},
      strings.say('form_submit'));
    this.progress = element('p', {class: 'winnow-progress', role: 'status'});
    const star = element('span', {class: 'winnow-required'}, ' *');
    this.root = element('form', {class: 'winnow-form', novalidate: true,
      'aria-labelledby': this.heading.id,
      submit: (event) => {
        event.preventDefault();
        this.send();
      }},
    element('div', {class: 'winnow-form-head'}, this.heading, this.cancel),
    element('p', {class: 'winnow-note'}, strings.say('form_note'), ' ',
      strings.say('form_note_required'), star),
    this.summary,
    ...Object.values(this.fields).map((one) => one.root),
    element('div', {class: 'winnow-trap', 'aria-hidden': 'true'},
      element('label', {for: this.honeypot.id}, strings.say('form_honeypot')),
      this.honeypot),
    element('div',
      {class: 'winnow-check', hidden: without.includes('remember')},
      this.remember, element('label', {for: this.remember.id},
        strings.say('form_remember'))),
    element('div', {class: 'winnow-row'}, this.submit, this.progress));
    this.root.addEventListener('focusin', () => this.askToken());
  }

  fillAuthor() {
    const author = this.thread.memory.author();
    for (const name of ['display_name', 'email', 'website']) {
      if (typeof author[name] === 'string') {
        this.fields[name].input.value = author[name];
        this.remember.checked = true;
      }
    }
  }

  // Proof that the form was shown, and since when: asked for as soon as it is
  // seen. Without it, or before it is there, the comment is judged without it.
  async askToken() {
    if (this.hasAsked) return;
    this.hasAsked = true;
    try {
      const form = await this.thread.requests
        .get('form', {thread_id: this.thread.id});
      this.token = form.form_token;
      this.honeypot.name = form.honeypot;
    } catch {
      this.hasAsked = false;
    }
  }

  // What was written before the script came.
  take(plain) {
    const names = {body: 'comment', display_name: 'name', email: 'email',
      website: 'website'};
    for (const [name, old] of Object.entries(names)) {
      const field = plain?.elements.namedItem(old);
      if (!field) continue;
      if (field.value) this.fields[name].input.value = field.value;
      if (field === document.activeElement) this.focused = this.fields[name];
    }
  }

  answer(item) {
    this.parent = item;
    const name = this.thread.nameOf(item.comment);
    this.heading.textContent = this.strings.say('reply_to', {name});
    this.cancel.hidden = false;
    item.article.after(this.root);
    this.fields.body.input.focus();
  }

  // Back to its place below the list, with the focus if it has it.
  goHome() {
    const focused = this.root.contains(document.activeElement) &&
      document.activeElement;
    this.parent = null;
    this.heading.textContent = this.strings.say('form_title');
    this.cancel.hidden = true;
    this.thread.formPlace.append(this.root);
    (focused || this.focused?.input)?.focus({preventScroll: true});
    this.focused = null;
  }

  // Where no comments are taken any more: what is written can be saved.
  close() {
    this.goHome();
    this.fields.body.input.readOnly = true;
    this.submit.hidden = true;
    if (!this.fields.body.value.trim()) this.root.remove();
  }

  open() {
    this.fields.body.input.readOnly = false;
    this.submit.hidden = false;
    this.goHome();
  }

  leave() {
    const item = this.parent;
    this.goHome();
    item?.focusAction('reply');
  }

  values() {
    const values = {};
    for (const [name, field] of Object.entries(this.fields)) {
      values[name] = field.value;
    }
    values.website = completeWebsite(values.website);
    return values;
  }

  clearErrors() {
    this.summary.replaceChildren();
    Object.values(this.fields).forEach((field) => field.clear());
  }

  // `errors`: {field, text}; of other fields than the form's only the text.
  showErrors(errors) {
    const lines = errors.map(({field, text}) => {
      const shown = this.fields[field];
      if (!shown) return element('li', {}, text);
      shown.fail(text);
      const label = shown.label.firstChild.textContent;
      return element('li', {}, element('a', {href: `#${shown.input.id}`,
        click: (event) => {
          event.preventDefault();
          shown.input.focus();
        }}, `${label}: ${text}`));
    });
    this.summary.replaceChildren(
      element('p', {}, this.strings.say('errors_title')),
      element('ul', {}, ...lines));
    const first = errors.find(({field}) => this.fields[field]);
    if (first) this.fields[first.field].input.focus();
  }

  async send() {
    if (this.isSending) return;
    this.clearErrors();
    const values = this.values();
    const missing = checkFields(values, this.required);
    if (missing.length > 0) {
      this.showErrors(missing.map(({field, key}) =>
        ({field, text: this.strings.say(key)})));
      return;
    }
    this.isSending = true;
    this.submit.setAttribute('aria-disabled', 'true');
    this.progress.textContent = this.strings.say('sending');
    const {parent} = this;
    try {
      const answer = await this.thread.during(() => this.post(values));
      this.done(answer, values, parent);
    } catch (error) {
      this.fail(error);
    } finally {
      this.isSending = false;
      this.submit.removeAttribute('aria-disabled');
    }
  }

  post(values) {
    const {thread} = this;
    const content = {...values, thread: {id: thread.id, url: thread.url}};
    if (this.parent) content.parent = this.parent.comment.id;
    const evidence = {honeypot: this.honeypot.value,
      ...(this.token && {token: this.token})};
    return this.write.send(content, {more: {form_evidence: evidence},
      onRetry: () => {
        this.progress.textContent = this.strings.say('retrying');
      }});
  }

  // What was written in the meantime stays.
  done({comment, edit_token: token}, {body, ...author}, parent) {
    this.thread.memory.keepAuthor(this.remember.checked ? author : null);
    if (this.fields.body.value === body) this.fields.body.input.value = '';
    this.progress.textContent = '';
    if (this.parent === parent) this.goHome();
    this.thread.addOwn(comment, token);
  }

  fail(error) {
    this.progress.textContent = '';
    if (!(error instanceof RequestError)) throw error;
    const {strings} = this;
    const errors = error.errors.map(({field, detail}) => ({field,
      text: detail === 'is required' ? strings.say('error_required')
        : this.fields[field] ? detail : `${field} ${detail}`}));
    if (errors.length > 0) {
      this.showErrors(errors);
    } else {
      this.summary.replaceChildren(element('p', {}, error.sayIn(strings)));
      this.submit.focus();
    }
  }
}
