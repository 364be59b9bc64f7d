// The script's functions of texts, from the file that pages get.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import vm from 'node:vm';

const parts = new URL('../../clients/gateway/embed/', import.meta.url);
const world = vm.createContext({URL, Intl, crypto, Uint8Array});
for (const part of ['strings.js', 'text.js']) {
  const path = fileURLToPath(new URL(part, parts));
  vm.runInContext(readFileSync(path, 'utf8'), world, {filename: path});
}

// Arrays and objects of another world are equal only as JSON.
const call = (name, ...args) => {
  const value = world[name](...args);
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
};

const links = (text) => call('splitLinks', text)
  .filter((part) => part.href).map((part) => part.text);

test('splitLinks cuts a text and loses nothing of it', () => {
  for (const text of ['', 'x', 'see https://a.example/ and http://b.example',
    'https://a.example', '(https://a.example/b_(c))', '\u0000\ud800',
    'https://', 'https://https://a.example/ http://[',
    '😀https://a.example/😀', `https://${')'.repeat(5000)}`, 'ه https://a.example/ه ه']) {
    assert.equal(call('splitLinks', text).map((part) => part.text).join(''),
      text);
  }
});

test('a link ends where the address does', () => {
  const rows = [
    ['at https://a.example.', 'https://a.example'],
    ['is it https://a.example/b?', 'https://a.example/b'],
    ['(see https://a.example/b)', 'https://a.example/b'],
    ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['<https://a.example/b>', 'https://a.example/b'],
    ['"https://a.example/b",', 'https://a.example/b'],
    ['https://a.example/?q=1&r=2#f', 'https://a.example/?q=1&r=2#f'],
    ['HTTP://A.EXAMPLE/', 'HTTP://A.EXAMPLE/'],
    ['https://müller.example/straße', 'https://müller.example/straße'],
    ['https://a.example/\u202egpj', 'https://a.example/'],
  ];
  for (const [text, link] of rows) assert.deepEqual(links(text), [link], text);
});

test('what is no web address is no link', () => {
  for (const text of ['javascript:x()', 'ftp://a.example/', 'a.example',
    'https://', 'https:///', 'https://bank.example@evil.example/',
    'xhttps://a.example/', 'data:text/html,https', 'http://[::1']) {
    assert.deepEqual(links(text), [], text);
  }
});

test('webAddress takes http and https and nothing else', () => {
  assert.equal(call('webAddress', 'https://a.example'), 'https://a.example/');
  assert.equal(call('webAddress', 'HTTP://A.example/B'), 'http://a.example/B');
  for (const text of ['', 'a.example', '//a.example', 'javascript:x()',
    ' javascript:x()', 'java\nscript:x()', 'data:,x', 'https://u@a.example/',
    'https://u:p@a.example/', 'blob:https://a.example/1']) {
    assert.equal(call('webAddress', text), '', text);
  }
});

test('tidyBody keeps paragraphs and drops what is only space', () => {
  assert.equal(call('tidyBody', 'a\n\nb'), 'a\n\nb');
  assert.equal(call('tidyBody', '\n\na\n \n\t\n\n\nb\n'), 'a\n\nb');
  assert.equal(call('tidyBody', '\n'.repeat(50000)), '');
});

test('completeWebsite adds what people leave out', () => {
  assert.equal(call('completeWebsite', ' a.example '), 'https://a.example');
  assert.equal(call('completeWebsite', 'http://a.example'), 'http://a.example');
  assert.equal(call('completeWebsite', 'javascript:x()'), 'javascript:x()');
  assert.equal(call('completeWebsite', '  '), '');
});

test('checkFields names every bad field', () => {
  const all = ['body', 'display_name', 'email'];
  assert.deepEqual(call('checkFields', {}, all).map((one) => one.field), all);
  assert.deepEqual(call('checkFields',
    {body: 'x', display_name: ' ', email: 'x'}, all), [
    {field: 'display_name', key: 'error_required'},
    {field: 'email', key: 'error_email'}]);
  assert.deepEqual(call('checkFields',
    {body: 'x', display_name: '', email: ''}, ['body']), []);
  assert.deepEqual(call('checkFields',
    {body: 'x', display_name: 'x', email: 'a@b'}, all), []);
});

test('comments sort by time, whatever its digits, then by id', () => {
  const comments = [
    {id: 'c', create_time: '2026-01-01T00:00:00.5Z'},
    {id: 'b', create_time: '2026-01-01T00:00:00.500Z'},
    {id: 'd', create_time: '2026-01-01T00:00:00Z'},
    {id: 'a', create_time: '2026-01-01T00:00:01.25Z'},
  ];
  const ids = comments.sort((a, b) => world.compareComments(a, b))
    .map((one) => one.id);
  assert.deepEqual(ids, ['d', 'b', 'c', 'a']);
});

test('request ids are long and never the same', () => {
  const ids = new Set(Array.from({length: 1000}, () =>
    call('makeRequestId')));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});

test('waits grow, and no less than the server asked for', () => {
  assert.deepEqual([1, 2, 3, 4].map((n) => call('retryDelay', n, 0, 0)),
    [1000, 2000, 4000, 8000]);
  assert.equal(call('retryDelay', 1, 7, 0), 7000);
  assert.equal(call('retryDelay', 1, 0, 0.999) < 1500, true);
});

test('strings take values as text and count by the language', () => {
  const english = vm.runInContext('new Strings({}, "en")', world);
  assert.equal(english.say('reply_to', {name: '{name} $& {n}'}),
    'Reply to {name} $& {n}');
  assert.equal(english.count('comments', 1), '1 comment');
  assert.equal(english.count('comments', 37), '37 comments');
  assert.equal(english.count('comments', 1234), '1,234 comments');
  const polish = vm.runInContext(`new Strings({comments_few: '{n} komentarze',
    comments_many: '{n} komentarzy', form_name: 7, __proto__: null}, "pl")`,
  world);
  assert.equal(polish.count('comments', 3), '3 komentarze');
  assert.equal(polish.count('comments', 5), '5 komentarzy');
  assert.equal(polish.say('form_name'), 'Name');
  assert.equal(english.time('nonsense'), '');
  vm.runInContext('new Strings({}, "no_language")', world);
});
