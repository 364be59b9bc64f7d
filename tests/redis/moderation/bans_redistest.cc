// Bans on a real Redis: made at once by many, ended by its clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/bans.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kPhrase[] = "miracle cream";

Rule RuleOn(const std::string& signal, Action action) {
  Rule rule;
  rule.name = signal == "ban_hold" ? "ban-hold" : "banned";
  Condition condition;
  condition.signal = signal;
  rule.conditions.push_back(std::move(condition));
  rule.action = action;
  rule.reason = "a test's ban";
  return rule;
}

class BansTest : public testing::Test {
 protected:
  BansTest() {
    Policy policy = TestPolicy();
    std::vector<Rule> rules;
    for (const char* signal :
         {"banned_author", "banned_network", "banned_content"}) {
      rules.push_back(RuleOn(signal, Action::kReject));
      rules.back().name = absl::StrCat("banned-", rules.size());
    }
    rules.push_back(RuleOn("ban_hold", Action::kHold));
    policy.rules.insert(policy.rules.begin(), rules.begin(), rules.end());
    room_.Apply(std::move(policy));
  }

  BanRequest Request(BanTarget target, const std::string& value = "") {
    BanRequest request;
    request.site = room_.site;
    request.ban.target = target;
    request.ban.value = value;
    return request;
  }

  BanRequest RequestOf(BanTarget target, const Uuid& comment) {
    BanRequest request = Request(target);
    request.ban.comment = comment;
    return request;
  }

  absl::StatusOr<BanOutcome> Create(const BanRequest& request) {
    return bans_.Create(request, room_.moderator());
  }

  // A comment of one and the same author.
  Submission ByAnn(const std::string& body) {
    Submission submission = room_.CommentOf(body);
    submission.email = "ann@shop.example";
    submission.network_address = "203.0.113.9";
    submission.trusted = true;
    return submission;
  }

  Comment Send(Submission submission) {
    auto submitted = room_.Submit(std::move(submission));
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->comment : Comment();
  }

  std::vector<std::string> Listed() {
    std::vector<std::string> ids;
    const auto page = bans_.List(room_.site, std::nullopt, 1000);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return ids;
    for (const Ban& ban : page->bans) ids.push_back(ban.id.ToString());
    return ids;
  }

  int64_t Revision() { return *room_.sites->Revision(room_.site); }

  // Sets the end of a ban to a moment ago, everywhere it is kept.
  void EndInRedis(const Ban& ban, const std::string& field) {
    const std::string id = ban.id.ToString();
    const std::string past = "1000";
    room_.Redis({"HSET", absl::StrCat("…ban:", id), "e", past});
    room_.Redis({"ZADD", "…ban-ends", past, id});
    room_.Redis({"HSET", "…bans", ".next", past});
    if (!field.empty()) {
      room_.Redis({"HSET", "…bans", field, absl::StrCat("r|", id, "|", past)});
    }
  }

  Newsroom room_;
  Bans bans_{*room_.bans, *room_.store, *room_.moderation,
             *room_.live, RealClock(),  SystemRandom()};
};

TEST_F(BansTest, RefuseAnAuthorWhateverTheAddressIsTaggedWith) {
  const Comment first = Send(ByAnn("hold me, says Ann"));
  ASSERT_EQ(first.state, State::kHeld);
  const auto made = Create(RequestOf(BanTarget::kAuthor, first.id));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->ban.author_handle, first.author_handle);
  EXPECT_EQ(made->ban.end_time, absl::InfiniteFuture());
  EXPECT_EQ(made->touched.held, 1);

  Submission tagged = ByAnn("Nothing to see here");
  tagged.email = "Ann+again@shop.example";
  tagged.network_address = "198.51.100.1";
  const Comment refused = Send(std::move(tagged));
  EXPECT_EQ(refused.state, State::kRejected);
  EXPECT_EQ(Send(room_.CommentOf("I am another reader")).state,
            State::kApproved);

  // The moderator sees the ban beside the author, and what it touched.
  const auto seen = room_.moderation->Get(room_.site, first.id);
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->hidden.author_ban, made->ban.id.ToString());
  const auto page = bans_.List(room_.site, std::nullopt, 10);
  ASSERT_EQ(page->bans.size(), 1u);
  EXPECT_EQ(page->bans[0].hits, 1);
  EXPECT_EQ(page->bans[0].key_name, "Ines");

  ASSERT_TRUE(
      bans_.Delete(room_.site, made->ban.id, "", room_.moderator()).ok());
  EXPECT_EQ(Send(ByAnn("I am back")).state, State::kApproved);
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(
      bans_.Delete(room_.site, made->ban.id, "", room_.moderator())));
}

TEST_F(BansTest, HoldANetworkForAWeekUnlessToldOtherwise) {
  BanRequest request = RequestOf(BanTarget::kNetwork, Send(ByAnn("hi")).id);
  request.ban.effect = BanKind::kHold;
  request.duration = absl::Hours(24);
  const auto made = Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->ban.end_time - made->ban.create_time, absl::Hours(24));
  Submission neighbor = room_.CommentOf("from the same /24");
  neighbor.network_address = "203.0.113.77";
  EXPECT_EQ(Send(std::move(neighbor)).state, State::kHeld);
  Submission far = room_.CommentOf("from another /24");
  far.network_address = "203.0.114.77";
  EXPECT_EQ(Send(std::move(far)).state, State::kApproved);
}

TEST_F(BansTest, NeverMatchOnceRedisClockIsPastTheirEnd) {
  const Comment comment = Send(ByAnn("hi"));
  BanRequest request = RequestOf(BanTarget::kAuthor, comment.id);
  request.duration = absl::Hours(1);
  const auto made = Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  const auto stored = room_.moderation->Get(room_.site, comment.id);
  EndInRedis(made->ban, absl::StrCat("a", stored->hidden.author.folded));
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(
      bans_.Delete(room_.site, made->ban.id, "", room_.moderator())));
  EXPECT_EQ(Send(ByAnn("an hour later")).state, State::kApproved);
  // That submission swept it.
  EXPECT_EQ(
      room_.Redis({"EXISTS", absl::StrCat("…ban:", made->ban.id.ToString())})
          .integer(),
      0);
  EXPECT_EQ(room_.Redis({"ZCARD", "…ban-ids"}).integer(), 0);
  EXPECT_EQ(room_.Redis({"HLEN", "…bans"}).integer(), 0);
}

TEST_F(BansTest, OfContentEndOnEveryServerWithTheNextSubmission) {
  BanRequest request = Request(BanTarget::kPhrase, kPhrase);
  request.duration = absl::Hours(1);
  const auto made = Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Send(room_.CommentOf("Try our Miracle  Cream!")).state,
            State::kRejected);
  const int64_t before = Revision();
  EndInRedis(made->ban, "");
  EXPECT_EQ(Send(room_.CommentOf("Another miracle cream")).state,
            State::kApproved);
  EXPECT_EQ(Revision(), before + 1);
}

TEST_F(BansTest, LetOneOfManyBanTheSame) {
  const Uuid comment = Send(ByAnn("hi")).id;
  constexpr int kThreads = 8;
  std::vector<absl::Status> answers(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      answers[static_cast<size_t>(i)] =
          Create(RequestOf(BanTarget::kAuthor, comment)).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int made = 0;
  for (const absl::Status& answer : answers) {
    made += answer.ok();
    if (answer.ok()) continue;
    EXPECT_TRUE(absl::IsAlreadyExists(answer)) << answer;
    EXPECT_THAT(std::string(answer.message()), HasSubstr("banned already"));
  }
  EXPECT_EQ(made, 1);
  EXPECT_EQ(Listed().size(), 1u);
  EXPECT_EQ(room_.Redis({"XLEN", "…audit"}).integer(), 2)
      << "the policy and one ban";
}

TEST_F(BansTest, AreMadeOnceForARequestId) {
  BanRequest request = Request(BanTarget::kPhrase, kPhrase);
  request.request_id = "r1";
  request.content = "this";
  const auto first = Create(request);
  const auto second = Create(request);
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->ban.id, second->ban.id);
  request.content = "that";
  EXPECT_TRUE(absl::IsAlreadyExists(Create(request).status()));
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(
        bans_.Delete(room_.site, first->ban.id, "r2", room_.moderator()).ok());
  }
  request.content = "this";
  EXPECT_TRUE(absl::IsNotFound(Create(request).status()));
}

TEST_F(BansTest, AreTenThousandAtMost) {
  // As ten thousand calls would leave it, in one.
  std::vector<std::string> ids = {"ZADD", "…ban-ids"};
  for (int i = 0; i < kBansMax; ++i) {
    ids.push_back("1");
    ids.push_back(absl::StrCat("ban ", i));
  }
  room_.Redis(ids);
  const int64_t before = Revision();
  const auto refused = Create(Request(BanTarget::kPhrase, kPhrase));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status()));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("10000 bans"));
  EXPECT_EQ(Revision(), before);
  room_.Redis({"ZREM", "…ban-ids", "ban 1"});
  EXPECT_TRUE(Create(Request(BanTarget::kPhrase, kPhrase)).ok());
}

TEST_F(BansTest, TouchDomainsAndEverythingBelowThem) {
  Submission link = room_.CommentOf("see https://deals.casino.example/now");
  EXPECT_EQ(Send(link).state, State::kApproved);
  const auto links = Create(Request(BanTarget::kLinkDomain, "casino.example"));
  ASSERT_TRUE(links.ok()) << links.status();
  EXPECT_EQ(links->touched.approved, 1);
  EXPECT_EQ(links->touched.authors, 1);
  link = room_.CommentOf("look: deals.casino.example/now or casino.example");
  link.website = "https://casino.example";
  EXPECT_EQ(Send(std::move(link)).state, State::kRejected);

  Send(ByAnn("hi"));
  const auto mail = Create(Request(BanTarget::kEmailDomain, "shop.example"));
  ASSERT_TRUE(mail.ok()) << mail.status();
  EXPECT_EQ(mail->touched.approved, 1);
  Submission below = room_.CommentOf("hello");
  below.email = "bob@mail.shop.example";
  EXPECT_EQ(Send(std::move(below)).state, State::kRejected);
  Submission other = room_.CommentOf("hello there");
  other.email = "bob@workshop.example";
  EXPECT_EQ(Send(std::move(other)).state, State::kApproved);
}

TEST_F(BansTest, CountFirstAndRejectWhatTheyTouchAsABatch) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 150; ++i) {
    ids.push_back(Send(ByAnn(absl::StrCat("comment number ", i))).id);
  }
  const Uuid held = Send(ByAnn("hold me please")).id;
  const Uuid other = room_.Post("somebody else");
  BanRequest request = RequestOf(BanTarget::kAuthor, held);
  request.dry_run = true;
  const auto counted = Create(request);
  ASSERT_TRUE(counted.ok()) << counted.status();
  EXPECT_EQ(counted->touched.approved, 150);
  EXPECT_EQ(counted->touched.held, 1);
  EXPECT_EQ(counted->touched.authors, 1);
  EXPECT_EQ(counted->touched.examined, 152);
  EXPECT_FALSE(counted->touched.incomplete);
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Send(ByAnn("still welcome")).state, State::kApproved);

  request.dry_run = false;
  request.reject_last = absl::Hours(24);
  const auto made = Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->rejected, 152);
  const auto state_of = [this](const Uuid& id) {
    return room_.moderation->Get(room_.site, id)->comment.state;
  };
  EXPECT_EQ(state_of(ids[0]), State::kRejected);
  EXPECT_EQ(state_of(held), State::kRejected);
  EXPECT_EQ(state_of(other), State::kApproved);
  EXPECT_EQ(room_.moderation->Get(room_.site, held)->comment.public_reason,
            "banned");

  int64_t back = 0;
  for (int64_t from = 0;; from += kBatchMax) {
    const auto part = room_.moderation->UndoBatch(
        room_.site, *ParseUuid(made->batch), from, false, "", room_.moderator(),
        [](const StoredComment&) { return true; });
    ASSERT_TRUE(part.ok()) << part.status();
    back += static_cast<int64_t>(part->rows.size());
    if (!part->more) break;
  }
  EXPECT_EQ(back, 152);
  EXPECT_EQ(state_of(ids[0]), State::kApproved);
  EXPECT_EQ(state_of(held), State::kHeld);
}

TEST_F(BansTest, SayWhatSomebodyElseWorksOn) {
  const Comment leased = Send(ByAnn("hold me, one"));
  Principal karl = room_.moderator();
  karl.key_id = "mod2";
  karl.name = "Karl";
  LeaseRequest lease;
  lease.site = room_.site;
  ASSERT_THAT(room_.leases->Next(
                  lease, *CommentFilter::Parse(""), /*sees_all=*/true,
                  [](const StoredComment&) { return true; }, karl),
              IsOk());
  Send(ByAnn("hold me, two"));
  BanRequest request = RequestOf(BanTarget::kAuthor, leased.id);
  request.reject_last = absl::Hours(24);
  const auto made = Create(request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->rejected, 1);
  EXPECT_EQ(made->kept, 1);
  EXPECT_EQ(room_.moderation->Get(room_.site, leased.id)->comment.state,
            State::kHeld);
}

TEST_F(BansTest, AreRefusedWhereThePolicyWouldNotNotice) {
  room_.Apply(TestPolicy());
  const auto refused = Create(Request(BanTarget::kPhrase, kPhrase));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status()));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("banned_content"));
  EXPECT_THAT(Listed(), IsEmpty());
}

TEST_F(BansTest, NeedAnAuthorAndANetworkThatAreKnown) {
  room_.settings.email_required = false;
  room_.Apply(room_.policy);
  Submission nobody = room_.CommentOf("nobody says hi");
  nobody.email = "";
  nobody.network_address = "";
  nobody.trusted = true;
  const auto submitted = room_.Submit(std::move(nobody));
  ASSERT_THAT(submitted, IsOk());
  for (const BanTarget target : {BanTarget::kAuthor, BanTarget::kNetwork}) {
    const auto refused = Create(RequestOf(target, submitted->comment.id));
    EXPECT_TRUE(absl::IsFailedPrecondition(refused.status()));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("known"));
  }
  EXPECT_TRUE(
      absl::IsNotFound(Create(RequestOf(BanTarget::kAuthor, Uuid())).status()));
}

}  // namespace
}  // namespace winnow
