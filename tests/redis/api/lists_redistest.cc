// A site's own term lists over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/list_calls.h"
#include "winnow/v1/comment_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using Lists = ListCalls;

TEST_F(Lists, BeginCountingWhenTheCallIsAnswered) {
  EXPECT_THAT(EntriesIn("a marvellous umbrella"), IsEmpty());
  ASSERT_TRUE(
      Add(Adding("rude", v1::TermList::SUSPECT, {" umbrella ", "green*"}),
          summary_)
          .ok());
  EXPECT_EQ(summary_.name(), "sites/daily/lists/rude");
  EXPECT_EQ(summary_.kind(), v1::TermList::SUSPECT);
  EXPECT_EQ(summary_.term_count(), 2);
  EXPECT_TRUE(summary_.has_update_time());
  EXPECT_THAT(EntriesIn("a marvellous umbrella"), ElementsAre("rude umbrella"));
  EXPECT_THAT(EntriesIn("some greenery"), ElementsAre("rude green*"));

  ASSERT_TRUE(Remove("rude", {"umbrella"}, summary_).ok());
  EXPECT_EQ(summary_.term_count(), 1);
  EXPECT_THAT(EntriesIn("a marvellous umbrella"), IsEmpty());
}

TEST_F(Lists, OfDomainsNameTheirEntryToo) {
  ASSERT_TRUE(Add(Adding("shops", v1::TermList::BANNED_DOMAINS,
                         {"https://www.Shop.example/"}),
                  summary_)
                  .ok());
  EXPECT_THAT(TermsOf("shops"), ElementsAre("shop.example"));
  EXPECT_THAT(EntriesIn("look at http://deals.shop.example/x"),
              ElementsAre("shops shop.example"));
}

TEST_F(Lists, MatchInsideWordsWhereTheyAskForIt) {
  v1::AddTermsRequest request = Adding("wp", v1::TermList::SUSPECT, {"press"});
  request.set_substring(true);
  ASSERT_TRUE(Add(request, summary_).ok());
  EXPECT_TRUE(summary_.substring());
  EXPECT_THAT(EntriesIn("I like WordPress."), ElementsAre("wp press"));
}

TEST_F(Lists, AreTheSameAfterTheSameCallAgain) {
  const auto request = Adding("rude", v1::TermList::BANNED, {"b", "a", "b"});
  ASSERT_TRUE(Add(request, summary_).ok());
  const v1::TermListSummary first = summary_;
  ASSERT_TRUE(Add(request, summary_).ok());
  EXPECT_EQ(summary_.SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(TermsOf("rude"), ElementsAre("a", "b"));
  EXPECT_EQ(ChangesOf("rude"), 1);

  // The list goes with its last term; asking again is no error.
  ASSERT_TRUE(Remove("rude", {"a", "b", "never there"}, summary_).ok());
  EXPECT_EQ(summary_.term_count(), 0);
  EXPECT_FALSE(summary_.has_update_time());
  ASSERT_TRUE(Remove("rude", {"a", "b"}, summary_).ok());
  EXPECT_EQ(summary_.term_count(), 0);
  EXPECT_THAT(AllLists(), IsEmpty());
  EXPECT_EQ(ChangesOf("rude"), 2);
}

TEST_F(Lists, NameEveryFaultAtOnceAndChangeNothing) {
  v1::AddTermsRequest request;
  request.set_name("sites/daily/lists/No Name");
  Fill({"good", "", std::string(201, 'x'), "me@mail.example"}, request);
  EXPECT_EQ(Add(request, summary_).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, UnorderedElementsAre("name", "kind", "terms[1]",
                                            "terms[2]", "terms[3]"));

  request = Adding("rude", v1::TermList::SUSPECT, {});
  EXPECT_EQ(Add(request, summary_).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, ElementsAre("terms"));
  for (int i = 0; i <= 1000; ++i) request.add_terms(absl::StrCat("x", i));
  EXPECT_EQ(Add(request, summary_).error_code(), StatusCode::INVALID_ARGUMENT);

  ASSERT_TRUE(Add(Adding("rude", v1::TermList::SUSPECT, {"a"}), summary_).ok());
  EXPECT_EQ(
      Add(Adding("rude", v1::TermList::BANNED, {"b"}), summary_).error_code(),
      StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, ElementsAre("kind"));
  EXPECT_THAT(AllLists(), ElementsAre("rude 1"));

  // Another site's list, with this site's key.
  request = Adding("rude", v1::TermList::SUSPECT, {"b"});
  request.set_name("sites/weekly/lists/rude");
  EXPECT_EQ(Add(request, summary_).error_code(), StatusCode::PERMISSION_DENIED);
}

TEST_F(Lists, AreAHundredAtMost) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(
        Add(Adding(absl::StrCat("list", i), v1::TermList::SUSPECT, {"a"}),
            summary_)
            .ok());
  }
  EXPECT_EQ(Add(Adding("another", v1::TermList::SUSPECT, {"a"}), summary_)
                .error_code(),
            StatusCode::FAILED_PRECONDITION);
  EXPECT_TRUE(
      Add(Adding("list0", v1::TermList::SUSPECT, {"b"}), summary_).ok());
  EXPECT_EQ(AllLists(7).size(), 100u);
}

TEST_F(Lists, AreInForceOnEveryServer) {
  RunningServer::Second second = system_.StartSecond();
  const auto comments = v1::CommentService::NewStub(second.channel);
  const auto post = [&](const std::string& body) {
    grpc::ClientContext context;
    Authorize(system_.keys["site"], context);
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("t");
    request.set_display_name("Reader");
    request.set_email("reader@mail.example");
    request.set_body(body);
    v1::SubmitCommentResponse answer;
    const grpc::Status status =
        comments->SubmitComment(&context, request, &answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return answer.comment().state();
  };
  EXPECT_NE(post("a marvellous umbrella"), v1::Comment::HELD);
  ASSERT_TRUE(
      Add(Adding("rude", v1::TermList::SUSPECT, {"umbrella"}), summary_).ok());
  EXPECT_EQ(post("one more umbrella here"), v1::Comment::HELD);
}

TEST_F(Lists, AreChangedByManyAtOnceWithoutLosingATerm) {
  std::vector<std::thread> people;
  for (int i = 0; i < 6; ++i) {
    people.emplace_back([this, i] {
      grpc::ClientContext context;
      Authorize(system_.keys["moderator"], context);
      v1::TermListSummary answer;
      const grpc::Status status = sites_->AddTerms(
          &context,
          Adding("rude", v1::TermList::SUSPECT, {absl::StrCat("term", i)}),
          &answer);
      EXPECT_TRUE(status.ok()) << status.error_message();
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(TermsOf("rude").size(), 6u);
  EXPECT_EQ(ChangesOf("rude"), 6);
}

}  // namespace
}  // namespace winnow
