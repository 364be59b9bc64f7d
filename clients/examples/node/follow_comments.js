// Hands a comment to Winnow, reads what was wrong with another, follows the feed.
//
//   node follow_comments.js ADDRESS KEY_FILE SITE THREAD SUBSCRIPTION
//
// The protos are read as they are (WINNOW_PROTO, else ../../../proto): nothing
// is generated.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const root = process.env.WINNOW_PROTO || path.join(__dirname, '../../../proto');
const winnow = grpc.loadPackageDefinition(loader.loadSync(
    ['winnow/v1/comment_service.proto', 'winnow/v1/feed_service.proto'],
    {includeDirs: [root], keepCase: true, enums: String, longs: String}))
    .winnow;
const errors = loader.loadSync(
    'winnow/rpc/error.proto', {includeDirs: [root], keepCase: true});

const [address, keyFile, site, thread, subscription] = process.argv.slice(2);
const metadata = new grpc.Metadata();
metadata.set(
    'authorization', 'Bearer ' + fs.readFileSync(keyFile, 'utf8').trim());

// Calls a unary method; gives a promise of the answer.
function call(client, method, request) {
  const options = {deadline: Date.now() + 10000};
  return new Promise((resolve, reject) => {
    client[method](request, metadata, options, (error, answer) => {
      error ? reject(error) : resolve(answer);
    });
  });
}

// Sends a comment; the same request again for as long as it makes sense.
async function submit(comments, request) {
  // The request id makes a repetition safe: it stores nothing twice.
  request.request_id = request.request_id || crypto.randomUUID();
  for (let attempt = 0;; attempt++) {
    try {
      return await call(comments, 'SubmitComment', request);
    } catch (error) {
      if (error.code !== grpc.status.UNAVAILABLE || attempt === 4) throw error;
    }
  }
}

// Reads which fields were bad: every one, from the call's trailer.
function badFields(error) {
  const bytes = error.metadata.get('grpc-status-details-bin')[0];
  if (!bytes) return [];
  const status = errors['winnow.rpc.Status'].deserialize(bytes);
  const found = status.details.find(
      (detail) => detail.type_url.endsWith('/google.rpc.BadRequest'));
  if (!found) return [];
  return errors['winnow.rpc.BadRequest'].deserialize(found.value)
      .field_violations;
}

// Calls handle(event) for each event, in order, until it returns true.
async function follow(feed, handle) {
  const published = new Map();  // a site keeps this in its database
  const stream = feed.StreamEvents({site, subscription}, metadata);
  stream.on('error', () => {});  // also thrown by the loop below
  try {
    for await (const {event, cursor} of stream) {
      let done = false;
      // At least once: drop what is there already.
      if (event &&
          (published.get(event.comment_name) || 0) < Number(event.revision)) {
        done = handle(event);
        published.set(event.comment_name, Number(event.revision));
      }
      await call(feed, 'AcknowledgeEvents', {site, subscription, cursor});
      if (done) return;
    }
  } finally {
    stream.cancel();
  }
}

async function main() {
  const plain = grpc.credentials.createInsecure();
  const comments = new winnow.v1.CommentService(address, plain);
  const feed = new winnow.v1.FeedService(address, plain);

  // A form that was not filled in: every bad field comes back at once.
  try {
    await submit(comments, {site, thread: {id: thread}, email: 'not an address'});
  } catch (error) {
    if (error.code !== grpc.status.INVALID_ARGUMENT) throw error;
    for (const bad of badFields(error)) console.log('bad field:', bad.field);
  }

  const answer = await submit(comments, {
    site,
    thread: {id: thread, url: 'https://daily.example/city/' + thread},
    display_name: 'Grace',
    email: 'grace@example.org',
    network_address: '203.0.113.6',
    body: 'Will the ferry take cargo bikes? (asked from Node)',
  });
  // Keep answer.edit_token for the author's browser.
  console.log('submitted:', answer.comment.state);

  await follow(feed, (event) => {
    if (event.type === 'APPROVED' || event.type === 'EDITED') {
      console.log(
          'publish:', event.comment.display_name, '-', event.comment.body);
    } else if (event.type === 'RETRACTED') {
      console.log('take down:', event.comment_name);
    }
    return event.comment_name === answer.comment.name;
  });
  console.log('acknowledged');
  comments.close();
  feed.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
