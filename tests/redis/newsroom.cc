#include "tests/redis/newsroom.h"

#include <array>
#include <cstdlib>
#include <future>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/store/redis/functions.h"

namespace winnow {
namespace {

Rule RuleFor(const std::string& name, const std::string& signal, Action action,
             int priority) {
  Rule rule;
  rule.name = name;
  Condition condition;
  condition.signal = signal;
  rule.conditions.push_back(std::move(condition));
  rule.action = action;
  rule.reason = "a test's " + name;
  rule.priority = priority;
  return rule;
}

[[noreturn]] void Die(const absl::Status& status) {
  std::cerr << status << '\n';
  std::abort();
}

}  // namespace

Policy TestPolicy() {
  Policy policy;
  policy.name = "test";
  policy.revision = "1";
  TermList banned;
  banned.name = "banned";
  banned.kind = TermList::Kind::kBanned;
  banned.terms = {"awful"};
  TermList suspect;
  suspect.name = "suspect";
  suspect.kind = TermList::Kind::kSuspect;
  suspect.terms = {"hold me"};
  policy.filters.lists = {banned, suspect};
  policy.rules.push_back(RuleFor("twice", "duplicate_own", Action::kReject, 0));
  policy.rules.back().public_reason = "duplicate";
  policy.rules.push_back(
      RuleFor("banned", "listed_banned", Action::kReject, 0));
  policy.rules.back().public_reason = "language";
  policy.rules.push_back(RuleFor("links", "link_density", Action::kSpam, 0));
  policy.rules.push_back(RuleFor("too-fast", "too_fast", Action::kHold, 500));
  policy.rules.push_back(
      RuleFor("suspect", "listed_suspect", Action::kHold, 10));
  Rule approve;
  approve.name = "default";
  approve.action = Action::kApprove;
  approve.reason = "nothing found";
  policy.rules.push_back(approve);
  return policy;
}

Newsroom::Newsroom(SiteSettings wanted, const Classifier* classifier)
    : settings(std::move(wanted)), classifier_(classifier) {
  ConnectionOptions options;
  options.address = server.address();
  options.setup = FunctionSetup;
  redis = std::make_unique<Cluster>(std::move(options));
  const absl::Status connected = redis->WaitUntilConnected(absl::Seconds(10));
  if (!connected.ok()) Die(connected);
  std::array<uint8_t, kKeyBytes> key = {7};
  auto made = MasterKey::FromBytes(key);
  if (!made.ok()) Die(made.status());
  master = std::make_unique<MasterKey>(*std::move(made));
  store = std::make_unique<RedisCommentStore>(*redis);
  sites = std::make_unique<RedisSiteStore>(*redis);
  lists = std::make_unique<RedisTermListStore>(*redis);
  SiteRecord record;
  record.id = site;
  record.fields = {{"title", "The Daily"}, {"policy-revision", "1"}};
  record.wrapped_keys = CreateSiteKeys(*master, site, SystemRandom());
  const absl::Status created = sites->Create(record);
  if (!created.ok()) Die(created);
  adapters = std::make_unique<RedisAdapterStore>(*redis);
  bans = std::make_unique<RedisBanStore>(*redis);
  live = MakeLiveSites();
  workers = std::make_unique<WorkerPool>(2, 1000);
  metrics = std::make_unique<Metrics>();
  intake = std::make_unique<Intake>(*store, *live, *workers, RealClock(),
                                    SystemRandom(), *metrics, shadows);
  moderation =
      std::make_unique<Moderation>(*store, *live, RealClock(), SystemRandom());
  queue = std::make_unique<RedisQueueStore>(*redis);
  leases = std::make_unique<Leases>(*queue, *store, *live, RealClock(),
                                    SystemRandom());
  feed = std::make_unique<Feed>(*store, RealClock());
}

std::unique_ptr<LiveSites> Newsroom::MakeLiveSites() {
  return std::make_unique<LiveSites>(
      *sites, *lists, *master,
      SiteText{.settings = [this](absl::string_view) { return settings; },
               .policy =
                   [this](absl::string_view text) {
                     Policy read = policy;
                     // Read well, and cannot be compiled.
                     if (text == kUnusable) read.rules.clear();
                     return read;
                   },
               .classifier = classifier_,
               .adapters = adapters.get(),
               .bans = bans.get()});
}

absl::StatusOr<Submitted> Newsroom::Submit(Submission submission) {
  std::promise<absl::StatusOr<Submitted>> answer;
  intake->Submit(std::move(submission),
                 [&answer](absl::StatusOr<Submitted> submitted) {
                   answer.set_value(std::move(submitted));
                 });
  return answer.get_future().get();
}

Submission Newsroom::CommentOf(const std::string& body) {
  const int author = authors_++;
  Submission submission;
  submission.site = site;
  submission.thread.id = "article-1";
  submission.thread.url = "https://daily.example/article-1";
  submission.thread.title = "An article";
  submission.thread.section = "local";
  submission.display_name = absl::StrCat("Reader ", author);
  submission.email = absl::StrCat("reader", author, "@example.org");
  submission.body = body;
  submission.network_address =
      absl::StrCat("198.", 51 + author / 250, ".", author % 250, ".7");
  return submission;
}

Uuid Newsroom::Post(const std::string& body, const std::string& thread) {
  Submission submission = CommentOf(body);
  submission.thread.id = thread;
  submission.trusted = true;
  auto submitted = Submit(std::move(submission));
  if (!submitted.ok()) Die(submitted.status());
  return submitted->comment.id;
}

Uuid Newsroom::PostCounted(const std::string& body, const std::string& thread) {
  Submission submission = CommentOf(body);
  submission.thread.id = thread;
  auto submitted = Submit(std::move(submission));
  if (!submitted.ok()) Die(submitted.status());
  return submitted->comment.id;
}

void Newsroom::Apply(Policy next) {
  policy = std::move(next);
  const std::string number = absl::StrCat(++policies_);
  const auto changed = sites->Change(
      site, std::nullopt, {{"policy", number}, {"policy-revision", number}},
      "digest", "record");
  if (!changed.ok()) Die(changed.status());
}

Reply Newsroom::Redis(const std::vector<std::string>& words) {
  const std::string prefix = absl::StrCat("winnow:{", site, "}:");
  Command command(words[0]);
  for (size_t i = 1; i < words.size(); ++i) {
    absl::string_view word = words[i];
    const bool is_key = absl::ConsumePrefix(&word, "…");
    command.Append(is_key ? absl::StrCat(prefix, word) : std::string(word));
  }
  auto reply = redis->Call(prefix, std::move(command), {});
  if (!reply.ok()) Die(reply.status());
  return *std::move(reply);
}

Principal Newsroom::moderator() const {
  Principal who;
  who.key_id = "mod1";
  who.name = "Ines";
  who.role = Role::kModerator;
  who.site = site;
  return who;
}

}  // namespace winnow
