// Uses the npm package akismet-api as its readers do, and prints a line of JSON
// for each answer.
//
//   node use_client.js PORT KEY
'use strict';

const dns = require('dns');
const {AkismetClient} = require('akismet-api');

const [port, key] = process.argv.slice(2);

// The package makes a host of the key; all of them are here.
dns.lookup = (host, options, done) => {
  const answer = typeof options === 'function' ? options : done;
  if (options && options.all) {
    return answer(null, [{address: '127.0.0.1', family: 4}]);
  }
  return answer(null, '127.0.0.1', 4);
};

const comment = {
  ip: '203.0.113.9',
  useragent: 'Mozilla/5.0',
  permalink: 'https://news.example/bridge',
  type: 'comment',
  name: 'Ann',
  email: 'ann@mail.example',
  content: 'I like the bridge.',
};

function clientWith(clientKey) {
  return new AkismetClient({
    key: clientKey,
    blog: 'https://news.example',
    host: `rest.akismet.com:${port}`,
    protocol: 'http',
    charset: 'UTF-8',
    lang: 'en',
  });
}

async function print(name, answer) {
  try {
    const said = await answer;
    console.log(JSON.stringify({[name]: said && said.text ? said.text : said}));
  } catch (error) {
    console.log(JSON.stringify({[name]: `error: ${error.message}`}));
  }
}

async function main() {
  const client = clientWith(key);
  const stranger = clientWith('wrongkey0001');
  await print('key', client.verifyKey());
  await print('wrong key', stranger.verifyKey());
  await print('ham', client.checkSpam(comment));
  await print('wrong check', stranger.checkSpam(comment));
  await print('banned', client.checkSpam(
      {...comment, content: 'Buy my zeppelin!'}));
  await print('held', client.checkSpam(
      {...comment, content: 'I lost my umbrella.'}));
  await print('guaranteed', client.checkSpam(
      {...comment, name: 'viagra-test-123'}));
  await print('administrator', client.checkSpam(
      {...comment, content: 'Buy my zeppelin!', role: 'administrator'}));
  await print('honeypot', client.checkSpam({...comment, honeypot: 'me'}));
  await print('test', client.checkSpam({...comment, isTest: true}));
  await print('submit spam', client.submitSpam(comment));
  await print('submit ham', client.submitHam(comment));
}

main();
