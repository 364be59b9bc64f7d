// What people read, in English. A site's own JSON file (data-strings) goes over
// it, key by key: clients/gateway/docs/static_site.md lists the file's rules.

const ENGLISH = {
  form_title: 'Leave a Reply',
  form_note: 'Your email address will not be published.',
  form_note_required: 'Required fields are marked',
  form_comment: 'Comment',
  form_name: 'Name',
  form_email: 'Email',
  form_website: 'Website',
  form_remember:
    'Save my name, email, and website in this browser for the next time I ' +
    'comment.',
  form_submit: 'Post Comment',
  form_cancel_reply: 'Cancel reply',
  form_honeypot: 'Leave this field empty',
  form_closed: 'Comments are closed.',
  form_premoderated: 'New comments wait for a moderator.',

  sending: 'Sending …',
  retrying: 'No answer yet. Trying again …',
  sent_approved: 'Your comment is published.',
  sent_held: 'Your comment is awaiting moderation.',
  sent_refused: 'Your comment was not published.',

  errors_title: 'Your comment was not sent. Please look at these fields:',
  error_required: 'This field is required.',
  error_email: 'Enter an address such as ann@example.org.',
  error_unreachable:
    'There was no answer. Your text is still here: please try again.',
  error_later: 'Please try again a little later.',
  error_not_allowed: 'This is not possible any more.',
  error_changed: 'The comment has changed. Please look at it again.',
  error_other: 'That did not work: {detail}',

  comments: 'Comments',
  comments_one: '{n} comment',
  comments_other: '{n} comments',
  no_comments: 'No comments yet',
  list_loading: 'Loading comments …',
  list_failed: 'The comments could not be loaded.',
  try_again: 'Try again',
  more: 'More comments',
  sort: 'Sort by',
  oldest: 'Oldest first',
  newest: 'Newest first',
  new_comments_one: '{n} new comment.',
  new_comments_other: '{n} new comments.',

  anonymous: 'Anonymous',
  deleted: 'This comment was deleted.',
  staff: 'Staff',
  verified: 'Verified',
  featured: 'Editor’s pick',
  edited: 'edited',
  in_reply_to: 'In reply to {name}',
  in_reply_to_earlier: 'In reply to an earlier comment',
  reply: 'Reply',
  reply_to: 'Reply to {name}',
  edit: 'Edit',
  edit_label: 'Your comment',
  save: 'Save',
  cancel: 'Cancel',
  saved: 'Your changes are saved.',
  withdraw: 'Withdraw',
  withdraw_title: 'Withdraw your comment?',
  withdraw_note: 'This cannot be undone.',
  withdrawn: 'Your comment is withdrawn.',

  state_held: 'Your comment is awaiting moderation. Only you can see it.',
  state_refused: 'Your comment was not published. Only you can see it.',
  state_appealed: 'You have asked a moderator to look at it again.',
  appeal: 'Ask for a second look',
  appeal_text: 'Why should it be published?',
  appeal_sent: 'A moderator will look at your comment again.',

  report: 'Report',
  report_of: 'Report the comment of {name}',
  report_title: 'Report this comment',
  report_reason: 'What is wrong with it?',
  report_text: 'Anything a moderator should know',
  report_sent: 'Thank you. The moderators will know.',
  reported: 'Reported',
  reason_OFFENSIVE: 'It is offensive',
  reason_ADVERTISING: 'It is advertising',
  reason_OFF_TOPIC: 'It is off topic',
  reason_PERSONAL_DATA: 'It tells something private',
  reason_ILLEGAL: 'It is against the law',
  reason_FALSE_INFORMATION: 'It is false',
  reason_OTHER: 'Something else',
};

// One language's texts: `say('reply_to', {name})`, `count('comments', 3)`.
class Strings {
  constructor(own, language) {
    this.texts = {...ENGLISH};
    for (const [key, text] of Object.entries(own ?? {})) {
      if (typeof text === 'string') this.texts[key] = text;
    }
    // A page may name a language that is none.
    try {
      this.plurals = new Intl.PluralRules(language);
      this.numbers = new Intl.NumberFormat(language);
      this.times = new Intl.DateTimeFormat(language,
        {dateStyle: 'long', timeStyle: 'short'});
    } catch {
      return new Strings(own, undefined);
    }
  }

  say(key, values = {}) {
    // Every hole is filled in one pass: a name with braces fills none.
    return this.texts[key].replace(/\{(\w+)\}/g,
      (hole, name) => values[name] ?? hole);
  }

  count(key, n) {
    const form = `${key}_${this.plurals.select(n)}`;
    return this.say(form in this.texts ? form : `${key}_other`,
      {n: this.numbers.format(n)});
  }

  time(text) {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? '' : this.times.format(time);
  }
}

// The page's language with the site's file of texts, or English should the file
// not be there: a comment section in the wrong language is still one.
async function loadStrings(url) {
  const language = document.documentElement.lang || undefined;
  if (!url) return new Strings({}, language);
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return new Strings(await answer.json(), language);
  } catch (error) {
    console.warn('winnow: no strings of the site:', error);
    return new Strings({}, language);
  }
}
