// One comment of the list with its replies, and what may be done with it.

// Deeper replies stand beside the comment they answer, and say which it is.
const DEPTH_MAX = 4;

class Item {
  constructor(thread, comment) {
    this.thread = thread;
    this.strings = thread.strings;
    this.comment = comment;
    this.depth = 1;
    this.editor = null;
    this.isReported = false;
    this.article = element('article');
    this.replies = element('ol', {class: 'winnow-replies'});
    this.root = element('li', {id: `winnow-comment-${comment.id}`,
      class: 'winnow-item'}, this.article, this.replies);
    this.root.winnowItem = this;
  }

  get token() {
    return this.thread.own.get(this.comment.id)?.token;
  }

  get status() {
    return this.thread.statuses.get(this.comment.id);
  }

  get isPublished() {
    return this.comment.state === 'APPROVED' && !this.comment.deleted;
  }

  // Draws it anew with what is known now; an open editor stays.
  draw(comment = this.comment) {
    this.comment = comment;
    if (this.editor) return;
    const focused = this.article.contains(document.activeElement)
      ? document.activeElement : null;
    const article = this.build();
    this.article.replaceWith(article);
    this.article = article;
    if (focused) this.focusAction(focused.dataset.action);
  }

  build() {
    const {comment, strings} = this;
    if (comment.deleted) {
      return element('article', {class: 'winnow-comment', tabindex: '-1'},
        element('p', {class: 'winnow-deleted'}, strings.say('deleted')));
    }
    const nameId = makeId('name');
    return element('article', {class: 'winnow-comment', tabindex: '-1',
      'aria-labelledby': nameId},
    this.buildHead(nameId), this.buildState(), this.buildParent(),
    bodyElement(comment.body), this.buildActions());
  }

  buildHead(nameId) {
    const {comment, strings} = this;
    const name = element('bdi', {id: nameId}, this.thread.nameOf(comment));
    const website = webAddress(comment.website);
    const badge = (is, key) => is &&
      element('span', {class: 'winnow-badge'}, strings.say(key));
    return element('header', {class: 'winnow-head'},
      element('span', {class: 'winnow-name'},
        website ? readersLink(website, name) : name),
      badge(comment.author_role === 'STAFF', 'staff'),
      badge(comment.author_verified, 'verified'),
      badge(comment.featured, 'featured'),
      element('a', {class: 'winnow-time', href: `#${this.root.id}`},
        element('time', {datetime: comment.create_time},
          strings.time(comment.create_time))),
      comment.edited &&
        element('span', {class: 'winnow-edited'}, strings.say('edited')));
  }

  // What only the author sees.
  buildState() {
    const {comment, strings} = this;
    if (comment.state === 'APPROVED') return null;
    const reasons = comment.reasons.map((reason) => reason.text)
      .filter((text) => text);
    return element('div', {class: 'winnow-state'},
      element('p', {}, strings.say(
        comment.state === 'HELD' ? 'state_held' : 'state_refused')),
      reasons.length > 0 && element('ul', {},
        ...reasons.map((text) => element('li', {dir: 'auto'}, text))),
      this.status?.appealed &&
        element('p', {}, strings.say('state_appealed')));
  }

  // Where it does not stand below the comment it answers.
  buildParent() {
    const {comment, strings, thread} = this;
    if (!comment.parent) return null;
    const parent = thread.items.get(bareId(comment.parent));
    if (parent && parent.depth < DEPTH_MAX) return null;
    return element('p', {class: 'winnow-parent'}, parent
      ? element('a', {href: `#${parent.root.id}`}, strings.say('in_reply_to',
        {name: thread.nameOf(parent.comment)}))
      : strings.say('in_reply_to_earlier'));
  }

  buildActions() {
    const {comment, strings, status, thread} = this;
    const name = thread.nameOf(comment);
    const actions = element('div', {class: 'winnow-actions'});
    const add = (action, click, more = {}) => actions.append(
      button(strings.say(action), click, {'data-action': action, ...more}));
    if (this.isPublished && thread.isOpen) {
      add('reply', () => thread.form.answer(this),
        {'aria-label': strings.say('reply_to', {name})});
    }
    if (this.token && status) {
      if (status.edit_end_time) add('edit', () => this.edit());
      if (status.withdraw_end_time) add('withdraw', () => this.withdraw());
      if (status.appeal_end_time && !status.appealed) {
        add('appeal', () => this.appeal());
      }
    }
    if (this.isPublished && !this.token) {
      if (this.isReported) {
        actions.append(element('span', {class: 'winnow-note'},
          strings.say('reported')));
      } else {
        add('report', () => this.report(),
          {'aria-label': strings.say('report_of', {name})});
      }
    }
    return actions.children.length > 0 ? actions : null;
  }

  focus() {
    this.article.focus();
  }

  // The button of that action, or the comment where it is gone.
  focusAction(action) {
    const found = action &&
      this.article.querySelector(`[data-action="${action}"]`);
    (found || this.article).focus({preventScroll: true});
  }

  edit() {
    const {strings, thread} = this;
    const field = new Field({tag: 'textarea', rows: 6, required: true,
      label: strings.say('edit_label')});
    field.input.value = this.comment.body;
    const write = new Write(thread.requests, 'PATCH',
      `comments/${this.comment.id}`);
    // What the author saw: a change by a moderator is not written over unseen.
    let {etag} = this.comment;
    const close = () => {
      this.editor.remove();
      this.editor = null;
      this.draw();
      this.focusAction('edit');
    };
    let isSending = false;
    const save = async (event) => {
      event.preventDefault();
      if (isSending) return;
      field.clear();
      if (!field.value.trim()) {
        field.fail(strings.say('error_required'));
        field.input.focus();
        return;
      }
      isSending = true;
      try {
        const changed = await write.send({body: field.value, etag},
          {token: this.token});
        thread.changed(changed, strings.say(
          changed.state === 'HELD' ? 'sent_held' : 'saved'));
        close();
      } catch (error) {
        field.fail(error instanceof RequestError
          ? error.errors.map((one) => one.detail).join('; ') ||
            error.sayIn(strings)
          : String(error));
        field.input.focus();
        if (error.code === 'stale_etag') {
          await thread.loadStatus(this.comment.id);
          etag = this.comment.etag;
        }
      } finally {
        isSending = false;
      }
    };
    this.editor = element('form', {class: 'winnow-form winnow-editor',
      novalidate: true, submit: save}, field.root,
    element('div', {class: 'winnow-row'},
      element('button', {type: 'submit',
        class: 'winnow-button winnow-primary'}, strings.say('save')),
      button(strings.say('cancel'), close)));
    this.article.querySelector('.winnow-body').replaceWith(this.editor);
    this.article.querySelector('.winnow-actions').remove();
    field.input.focus();
  }

  async withdraw() {
    const answer = await askWithdraw(this.thread, this.comment, this.token);
    if (!answer) return;
    this.thread.forgetOwn(this.comment.id);
    this.thread.retract(this.comment.id);
    this.thread.say(this.strings.say('withdrawn'));
    this.thread.heading.focus();
  }

  async appeal() {
    const status = await askAppeal(this.thread, this.comment, this.token);
    if (!status) return;
    this.thread.statuses.set(this.comment.id, status);
    this.draw(status.comment);
    this.thread.say(this.strings.say('appeal_sent'));
    this.focus();
  }

  async report() {
    const answer = await askReport(this.thread, this.comment);
    if (!answer) return;
    this.isReported = true;
    this.draw();
    this.thread.say(this.strings.say('report_sent'));
    this.focus();
  }
}
