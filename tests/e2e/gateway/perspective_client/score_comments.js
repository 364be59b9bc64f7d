// Clients that were written for Perspective, unchanged, against winnow-gateway:
// perspective-api-client, and Google's own library by way of the discovery
// document. Prints one line of JSON for each thing that it did.
//
//   node score_comments.js GATEWAY KEY
'use strict';

const axios = require('axios');
const {Discovery} = require('googleapis-common');
const Perspective = require('perspective-api-client');

const [gateway, key] = process.argv.slice(2);

// perspective-api-client has Google's address in it, so its HTTP library is
// told where to go: the one line that users change, too.
axios.interceptors.request.use((request) => ({
  ...request,
  url: request.url.replace('https://commentanalyzer.googleapis.com', gateway),
}));

function say(what, value) {
  console.log(JSON.stringify({what, value}));
}

// What a client throws, as its callers see it.
async function refusal(call) {
  try {
    await call();
    return 'not refused';
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

async function withPerspectiveClient() {
  const client = new Perspective({apiKey: key});
  const plain = await client.analyze('You are a stupid, worthless idiot.');
  say('toxicity', plain.attributeScores.TOXICITY.summaryScore.value);
  const all = await client.analyze('What a <b>lovely</b> bridge.', {
    attributes: ['toxicity', 'spam', 'insult', 'profanity', 'threat',
      'severe_toxicity', 'identity_attack', 'sexually_explicit'],
  });
  say('attributes', Object.keys(all.attributeScores).sort());
  say('lovely', all.attributeScores.TOXICITY.summaryScore.value);
  const spans = await client.analyze({
    comment: {text: 'What a lovely bridge \u{1F600}. You are a stupid idiot.'},
    requestedAttributes: {TOXICITY: {}},
    languages: ['en'],
    spanAnnotations: true,
    clientToken: 'token-7',
  });
  say('token', spans.clientToken);
  say('languages', spans.languages);
  say('spans', spans.attributeScores.TOXICITY.spanScores.map(
      ({begin, end, score}) => ({begin, end, high: score.value > 0.5})));
  say('unknown attribute', await refusal(
      () => client.analyze('Yes.', {attributes: ['FLIRTATION']})));
  say('empty', await refusal(
      () => client.analyze('', {validate: false})));
  say('too long', await refusal(
      () => client.analyze('no '.repeat(7000), {validate: false})));
  const stranger = new Perspective({apiKey: 'Wrong1234567'});
  say('wrong key', await refusal(() => stranger.analyze('Yes.')));
}

async function withGooglesLibrary() {
  const create = await new Discovery().discoverAPI(
      `${gateway}/$discovery/rest?version=v1alpha1`);
  const api = create({auth: key});
  const analyzed = await api.comments.analyze({
    requestBody: {
      comment: {text: 'You are a stupid, worthless idiot.'},
      requestedAttributes: {TOXICITY: {}},
    },
  });
  say('discovered',
      analyzed.data.attributeScores.TOXICITY.summaryScore.value);
  const suggested = await api.comments.suggestscore({
    requestBody: {
      comment: {text: 'You are a stupid, worthless idiot.'},
      attributeScores: {TOXICITY: {summaryScore: {value: 1}}},
      clientToken: 'token-8',
      communityId: 'Coral:https://news.example',
    },
  });
  say('suggested', suggested.data);
}

withPerspectiveClient().then(withGooglesLibrary).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
