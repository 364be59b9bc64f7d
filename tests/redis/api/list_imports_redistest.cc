// Whole files for a site's own term lists, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/list_calls.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::Contains;
using testing::ElementsAre;

using ListImports = ListCalls;

TEST_F(ListImports, FillASiteUpToAHundredThousandWithThePolicys) {
  v1::GetPolicyResponse policy;
  {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    v1::GetPolicyRequest request;
    request.set_site("daily");
    ASSERT_TRUE(sites_->GetPolicy(&context, request, &policy).ok());
  }
  int room = 100000 - 10;
  for (const auto& list : policy.policy().lists()) room -= list.terms_size();
  std::string file;
  for (int i = 0; i < room; ++i) absl::StrAppend(&file, "d", i, ".example\n");
  v1::ImportTermsRequest first;
  first.set_kind(v1::TermList::BANNED_DOMAINS);
  const grpc::Status imported = Import("long", file, imported_, first);
  ASSERT_TRUE(imported.ok()) << imported.error_message();
  EXPECT_EQ(imported_.list().term_count(), room);
  EXPECT_EQ(TermsOf("long").size(), static_cast<size_t>(room));
  Terms more;
  for (int i = 0; i < 11; ++i) more.push_back(absl::StrCat("x", i));
  EXPECT_EQ(
      Add(Adding("rude", v1::TermList::SUSPECT, more), summary_).error_code(),
      StatusCode::FAILED_PRECONDITION);
  more.pop_back();
  EXPECT_TRUE(Add(Adding("rude", v1::TermList::SUSPECT, more), summary_).ok());
}

TEST_F(ListImports, AreListedInOrderPageByPage) {
  std::string file;
  for (int i = 0; i < 2500; ++i) absl::StrAppend(&file, "w", 10000 + i, "\n");
  v1::ImportTermsRequest first;
  first.set_kind(v1::TermList::SUSPECT);
  ASSERT_TRUE(Import("words", file, imported_, first).ok());
  for (const int page_size : {7, 100, 1000}) {
    const Terms terms = TermsOf("words", page_size);
    ASSERT_EQ(terms.size(), 2500u) << page_size;
    EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
  }
}

TEST_F(ListImports, TakeAFileInPiecesAndNameItsBadLines) {
  v1::ImportTermsRequest first;
  first.set_kind(v1::TermList::BANNED_DOMAINS);
  first.set_total_bytes(78);
  const std::string file =
      "# bad\n0.0.0.0 bad.example\n0.0.0.0 a.example b.example\n"
      "0.0.0.0 nodot\ntwo words\n";
  ASSERT_EQ(file.size(), 78u);
  ASSERT_TRUE(Import("hosts", file, imported_, first, 5).ok());
  EXPECT_EQ(imported_.added_count(), 3);
  EXPECT_EQ(imported_.skipped_count(), 2);
  EXPECT_THAT(imported_.skipped_lines(),
              ElementsAre("line 4 is no domain, as \"shop.example\"",
                          "line 5 has more than one domain"));
  EXPECT_THAT(TermsOf("hosts"),
              ElementsAre("a.example", "b.example", "bad.example"));
  EXPECT_EQ(ChangesOf("hosts"), 1);

  // Replaced by another, and added to.
  first.set_kind(v1::TermList::KIND_UNSPECIFIED);
  first.clear_total_bytes();
  first.set_replace(true);
  ASSERT_TRUE(Import("hosts", "b.example\nc.example\n", imported_, first).ok());
  EXPECT_EQ(imported_.added_count(), 1);
  EXPECT_EQ(imported_.removed_count(), 2);
  ASSERT_TRUE(Import("hosts", "d.example\n", imported_).ok());
  EXPECT_THAT(TermsOf("hosts"),
              ElementsAre("b.example", "c.example", "d.example"));
}

TEST_F(ListImports, KeepWhatTheyWereWhenAnImportFails) {
  ASSERT_TRUE(Add(Adding("rude", v1::TermList::SUSPECT, {"a"}), summary_).ok());
  v1::ImportTermsRequest first;
  first.set_replace(true);
  // Without one good line, replacing would empty the list.
  EXPECT_EQ(Import("rude", "\xFF\n", imported_, first).error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, ElementsAre("content"));
  // Cut short.
  first.set_total_bytes(100);
  EXPECT_EQ(Import("rude", "b\n", imported_, first).error_code(),
            StatusCode::INVALID_ARGUMENT);
  first.clear_total_bytes();
  EXPECT_EQ(Import("rude", std::string(70000, 'x'), imported_, first, 70000)
                .error_code(),
            StatusCode::INVALID_ARGUMENT);
  first.set_kind(v1::TermList::BANNED);
  EXPECT_EQ(Import("rude", "b\n", imported_, first).error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, ElementsAre("kind"));
  EXPECT_EQ(Import("new", "b\n", imported_).error_code(),
            StatusCode::INVALID_ARGUMENT);
  {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    const auto call = sites_->ImportTerms(&context, &imported_);
    v1::ImportTermsRequest request;
    request.set_name("sites/daily/lists/rude");
    request.set_content("cancelled\n");
    EXPECT_TRUE(call->Write(request));
    context.TryCancel();
    EXPECT_EQ(call->Finish().error_code(), StatusCode::CANCELLED);
  }
  // The server hears of the cancelled one a moment later; until then that one
  // counts among the imports it takes at once.
  StatusCode code = StatusCode::RESOURCE_EXHAUSTED;
  for (int tries = 0; code == StatusCode::RESOURCE_EXHAUSTED && tries < 1000;
       ++tries) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    const auto call = sites_->ImportTerms(&context, &imported_);
    call->WritesDone();
    code = call->Finish().error_code();
  }
  EXPECT_EQ(code, StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(TermsOf("rude"), ElementsAre("a"));
  EXPECT_THAT(AllLists(), ElementsAre("rude 1"));
}

TEST_F(ListImports, OfWordPressKeysMatchAsTheyDoThere) {
  v1::ImportTermsRequest first;
  first.set_kind(v1::TermList::SUSPECT);
  first.set_format(v1::ImportTermsRequest::WORDPRESS_KEYS);
  ASSERT_TRUE(Import("wp", "press\n#1\n", imported_, first).ok());
  EXPECT_TRUE(imported_.list().substring());
  EXPECT_THAT(EntriesIn("We are #1 in WordPress"), Contains("wp press"));
}

}  // namespace
}  // namespace winnow
