// Questions in a dialog: what to report, what to appeal, whether to withdraw.
// The browser's own <dialog> keeps the focus inside, closes on Escape and gives
// the focus back.

// Shows `fields`; `check` returns what is wrong or '', `send` may throw a
// RequestError. Resolves to what `send` returned, or to undefined if cancelled.
function ask(thread, comment, {title, fields, submitText, check = () => '', send}) {
  const {strings} = thread;
  return new Promise((resolve) => {
    const heading = element('h3', {id: makeId('dialog')}, title);
    const problem = element('p', {class: 'winnow-error', role: 'alert'});
    let isSending = false;
    const submit = async (event) => {
      event.preventDefault();
      if (isSending) return;
      problem.textContent = check();
      if (problem.textContent) return;
      isSending = true;
      try {
        const answer = await send(() => {
          problem.textContent = strings.say('retrying');
        });
        resolve(answer);
        dialog.close();
      } catch (error) {
        problem.textContent = error instanceof RequestError
          ? error.sayIn(strings) : String(error);
      } finally {
        isSending = false;
      }
    };
    const form = element('form', {method: 'dialog', novalidate: true, submit},
      heading, ...fields, problem,
      element('div', {class: 'winnow-row'},
        element('button', {type: 'submit',
          class: 'winnow-button winnow-primary'}, submitText),
        button(strings.say('cancel'), () => isSending || dialog.close())));
    const dialog = element('dialog', {class: 'winnow-dialog',
      'aria-labelledby': heading.id,
      // What is on its way cannot be called back.
      cancel: (event) => {
        if (isSending) event.preventDefault();
      },
      close: () => {
        dialog.remove();
        // The button may have been drawn anew meanwhile.
        if (document.activeElement === document.body) {
          thread.items.get(comment.id)?.focus();
        }
        resolve(undefined);
      }}, form);
    thread.root.append(dialog);
    dialog.showModal();
  });
}

const REPORT_REASONS = ['OFFENSIVE', 'ADVERTISING', 'OFF_TOPIC',
  'PERSONAL_DATA', 'ILLEGAL', 'FALSE_INFORMATION', 'OTHER'];

function askReport(thread, comment) {
  const {strings} = thread;
  const name = makeId('reason');
  const reasons = REPORT_REASONS.map((value) => {
    const id = makeId('field');
    return element('div', {class: 'winnow-check'},
      element('input', {type: 'radio', id, name, value}),
      element('label', {for: id}, strings.say(`reason_${value}`)));
  });
  const choice = element('fieldset', {},
    element('legend', {}, strings.say('report_reason')), ...reasons);
  const chosen = () => choice.querySelector('input:checked')?.value;
  const text = new Field({tag: 'textarea', rows: 2, maxlength: 500,
    label: strings.say('report_text')});
  const write = new Write(thread.requests, 'POST',
    `comments/${comment.id}/reports`);
  return ask(thread, comment, {
    title: strings.say('report_title'),
    fields: [choice, text.root],
    submitText: strings.say('report'),
    check: () => {
      if (chosen()) return '';
      reasons[0].firstChild.focus();
      return strings.say('error_required');
    },
    send: (onRetry) => write.send({reason: chosen(),
      ...(text.value.trim() && {text: text.value})}, {onRetry}),
  });
}

function askAppeal(thread, comment, token) {
  const {strings} = thread;
  const text = new Field({tag: 'textarea', rows: 4, required: true,
    label: strings.say('appeal_text')});
  const write = new Write(thread.requests, 'POST',
    `comments/${comment.id}/appeal`);
  return ask(thread, comment, {
    title: strings.say('appeal'),
    fields: [text.root],
    submitText: strings.say('appeal'),
    check: () => {
      if (text.value.trim()) return '';
      text.input.focus();
      return strings.say('error_required');
    },
    send: (onRetry) => write.send({text: text.value}, {token, onRetry}),
  });
}

function askWithdraw(thread, comment, token) {
  const {strings} = thread;
  const write = new Write(thread.requests, 'POST',
    `comments/${comment.id}/withdraw`);
  return ask(thread, comment, {
    title: strings.say('withdraw_title'),
    fields: [element('p', {}, strings.say('withdraw_note'))],
    submitText: strings.say('withdraw'),
    send: (onRetry) => write.send({}, {token, onRetry}),
  });
}
