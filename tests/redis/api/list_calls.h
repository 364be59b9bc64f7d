// A running server and its calls about term lists, for a test to derive from.

#ifndef WINNOW_TESTS_REDIS_API_LIST_CALLS_H_
#define WINNOW_TESTS_REDIS_API_LIST_CALLS_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/store/redis/cluster.h"
#include "tests/redis/api/running_server.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

class ListCalls : public testing::Test {
 protected:
  using Terms = std::vector<std::string>;

  static void Fill(const Terms& terms, v1::AddTermsRequest& request) {
    for (const std::string& term : terms) request.add_terms(term);
  }

  v1::AddTermsRequest Adding(const std::string& list, v1::TermList::Kind kind,
                             const Terms& terms) {
    v1::AddTermsRequest request;
    request.set_name("sites/daily/lists/" + list);
    request.set_kind(kind);
    Fill(terms, request);
    return request;
  }

  grpc::Status Add(const v1::AddTermsRequest& request,
                   v1::TermListSummary& answer) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    const grpc::Status status = sites_->AddTerms(&context, request, &answer);
    KeepFaults(context);
    return status;
  }

  grpc::Status Remove(const std::string& list, const Terms& terms,
                      v1::TermListSummary& answer) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    v1::RemoveTermsRequest request;
    request.set_name("sites/daily/lists/" + list);
    for (const std::string& term : terms) request.add_terms(term);
    return sites_->RemoveTerms(&context, request, &answer);
  }

  // Sends a file in pieces; `first` may say more.
  grpc::Status Import(const std::string& list, const std::string& file,
                      v1::ImportTermsResponse& answer,
                      v1::ImportTermsRequest first = {},
                      size_t piece_bytes = 64 * 1024) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    const auto call = sites_->ImportTerms(&context, &answer);
    first.set_name("sites/daily/lists/" + list);
    for (size_t i = 0; i == 0 || i < file.size(); i += piece_bytes) {
      first.set_content(file.substr(i, piece_bytes));
      if (!call->Write(first)) break;
      first.Clear();
    }
    call->WritesDone();
    const grpc::Status status = call->Finish();
    KeepFaults(context);
    return status;
  }

  Terms TermsOf(const std::string& list, int page_size = 1000) {
    Terms terms;
    v1::ListTermsResponse page;
    do {
      grpc::ClientContext context;
      Authorize(system_.keys["moderator"], context);
      v1::ListTermsRequest request;
      request.set_name("sites/daily/lists/" + list);
      request.set_page_size(page_size);
      request.set_page_token(page.next_page_token());
      page.Clear();
      const grpc::Status status = sites_->ListTerms(&context, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_LE(page.terms_size(), page_size);
      terms.insert(terms.end(), page.terms().begin(), page.terms().end());
    } while (!page.next_page_token().empty());
    return terms;
  }

  // "NAME COUNT" of each.
  Terms AllLists(int page_size = 1000) {
    Terms lists;
    v1::ListTermListsResponse page;
    do {
      grpc::ClientContext context;
      Authorize(system_.keys["moderator"], context);
      v1::ListTermListsRequest request;
      request.set_site("daily");
      request.set_page_size(page_size);
      request.set_page_token(page.next_page_token());
      page.Clear();
      EXPECT_TRUE(sites_->ListTermLists(&context, request, &page).ok());
      for (const auto& list : page.lists()) {
        lists.push_back(
            absl::StrCat(list.name().substr(18), " ", list.term_count()));
      }
    } while (!page.next_page_token().empty());
    return lists;
  }

  v1::AnalyzeTextResponse Analyze(const std::string& text) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    v1::AnalyzeTextRequest request;
    request.set_site("daily");
    request.set_text(text);
    v1::AnalyzeTextResponse answer;
    const grpc::Status status = v1::AnalysisService::NewStub(system_.channel)
                                    ->AnalyzeText(&context, request, &answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return answer;
  }

  // "LIST ENTRY" of all signals.
  Terms EntriesIn(const std::string& text) {
    Terms entries;
    const v1::AnalyzeTextResponse answer = Analyze(text);
    for (const auto& signal : answer.screening().signals()) {
      for (const auto& entry : signal.listed_entries()) {
        entries.push_back(absl::StrCat(entry.list(), " ", entry.entry()));
      }
    }
    return entries;
  }

  // How many audit records say that a list changed.
  int ChangesOf(const std::string& list) {
    ConnectionOptions options;
    options.address = system_.redis.address();
    Cluster redis(std::move(options));
    EXPECT_TRUE(redis.WaitUntilConnected(absl::Seconds(10)).ok());
    const auto records =
        redis.Call("winnow:{daily}:",
                   Command({"XRANGE", "winnow:{daily}:audit", "-", "+"}), {});
    EXPECT_TRUE(records.ok()) << records.status();
    int changes = 0;
    for (const Reply& record : records->items()) {
      for (const Reply& field : record[1].items()) {
        changes += absl::StrContains(field.text(), "sites/daily/lists/" + list);
      }
    }
    return changes;
  }

  void KeepFaults(const grpc::ClientContext& context) {
    faults_.clear();
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto at = trailers.find("grpc-status-details-bin");
    if (at == trailers.end()) return;
    rpc::Status details;
    details.ParseFromString({at->second.data(), at->second.size()});
    for (const auto& detail : details.details()) {
      rpc::BadRequest bad;
      bad.ParseFromString(detail.value());
      for (const auto& violation : bad.field_violations()) {
        faults_.push_back(violation.field());
      }
    }
  }

  RunningServer system_;
  std::unique_ptr<v1::SiteService::Stub> sites_ =
      v1::SiteService::NewStub(system_.channel);
  Terms faults_;  // fields named by the last error
  v1::TermListSummary summary_;
  v1::ImportTermsResponse imported_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_API_LIST_CALLS_H_
