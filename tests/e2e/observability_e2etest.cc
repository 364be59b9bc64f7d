// What a running winnowd shows of itself: metrics that are what documents,
// alerts and dashboard say, and log lines; and that neither tells of readers.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/support/eventually.h"
#include "tests/support/winnow_system.h"
#include "winnow/v1/comment_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr char kName[] = "Margarethe Quastenflosser";
constexpr char kEmail[] = "m.quastenflosser@postfach.example";
constexpr char kAddress[] = "198.51.100.77";
constexpr char kBody[] = "A marvellous zeppelin over the harbour.";
constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kTraceParent[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Deployed(const std::string& name) {
  const std::string text = ReadAll(absl::StrCat(WINNOW_SOURCE_DIR, "/", name));
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

// Names of metrics, each with the names of its labels.
using Exposed = std::map<std::string, std::set<std::string>>;

std::set<std::string> Matches(const std::string& text,
                              const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), regex);
       at != std::sregex_iterator(); ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

// The names of the series, so that those of a histogram come three times.
Exposed SeriesOf(const std::string& exposition) {
  Exposed exposed;
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(exposition, '\n'))) {
    if (line.empty() || line[0] == '#') continue;
    const size_t end = line.find_first_of("{ ");
    auto& labels = exposed[line.substr(0, end)];
    for (const std::string& label :
         Matches(line.substr(end), "([a-zA-Z_]+)=\"")) {
      labels.insert(label);
    }
  }
  return exposed;
}

class Observability : public testing::Test {
 protected:
  Observability() {
    system_.CreateSite("daily");
    site_key_ = system_.CreateKey("daily", v1::ApiKey::SITE);
    client_ = system_.MakeClient(site_key_, "daily");
    stub_ = v1::CommentService::NewStub(grpc::CreateChannel(
        system_.address(), grpc::InsecureChannelCredentials()));
  }

  std::string Metrics() {
    const ProgramResult shown = RunProgram(
        {"/usr/bin/curl", "-s",
         absl::StrCat("http://", system_.metrics_address(), "/metrics")});
    EXPECT_EQ(shown.exit_status, 0) << shown.errors;
    return shown.output;
  }

  // The log once it has a line with this; an answer may be there before its
  // line is.
  std::string LogWith(const std::string& text) {
    std::string log;
    EXPECT_TRUE(Eventually([&] {
      log = ReadAll(system_.log_file());
      return absl::StrContains(log, text);
    })) << text;
    return log;
  }

  static v1::SubmitCommentRequest Comment() {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("2026/harbour");
    request.set_display_name(kName);
    request.set_email(kEmail);
    request.set_body(kBody);
    request.set_network_address(kAddress);
    return request;
  }

  // Submits with metadata of its own; what the call sent back at its end.
  std::multimap<std::string, std::string> Submit(
      const v1::SubmitCommentRequest& request,
      const std::vector<std::string>& traceparents,
      grpc::StatusCode code = grpc::StatusCode::OK) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + site_key_);
    for (const std::string& one : traceparents) {
      context.AddMetadata("traceparent", one);
    }
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(60));
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        stub_->SubmitComment(&context, request, &response);
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    std::multimap<std::string, std::string> sent;
    for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
      sent.emplace(std::string(key.data(), key.size()),
                   std::string(value.data(), value.size()));
    }
    return sent;
  }

  // Does a little of everything that has series of its own.
  void UseEverything() {
    Submit(Comment(), {});
    v1::ListEventsRequest list;
    list.set_site("daily");
    const auto events = client_->Call(kListEvents, list);
    ASSERT_TRUE(events.ok()) << events.status();
    v1::AcknowledgeEventsRequest request;
    request.set_site("daily");
    request.set_subscription("pages");
    request.set_cursor(events->next_cursor());
    ASSERT_TRUE(client_->Call(kAcknowledgeEvents, request).ok());
  }

  // Waits until all of these are shown; what is shown then.
  std::string WaitFor(const std::set<std::string>& names) {
    std::string shown;
    std::string missing;
    EXPECT_TRUE(Eventually([&] {
      shown = Metrics();
      missing.clear();
      for (const std::string& name : names) {
        if (!absl::StrContains(shown, absl::StrCat("# TYPE ", name, " "))) {
          missing = name;
        }
      }
      return missing.empty();
    })) << missing;
    return shown;
  }

  WinnowSystem system_;
  std::string site_key_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<v1::CommentService::Stub> stub_;
};

TEST_F(Observability, ShowsWhatTheTableOfMetricsSays) {
  UseEverything();
  const std::string table = Deployed("service/docs/metrics.md");
  const std::regex row(
      "\\| `([a-z_]+)`[^|]* \\| (counter|gauge|histogram) \\|([^|]*)\\|");
  std::map<std::string, std::string> types;
  Exposed labels;
  for (auto at = std::sregex_iterator(table.begin(), table.end(), row);
       at != std::sregex_iterator(); ++at) {
    types[(*at)[1]] = (*at)[2];
    labels[(*at)[1]] = Matches((*at)[3], "`([a-z_]+)`");
  }
  ASSERT_GE(types.size(), 40u);
  std::set<std::string> names;
  for (const auto& [name, type] : types) names.insert(name);
  const std::string shown = WaitFor(names);
  // Every metric is in the table, with its type.
  std::map<std::string, std::string> shown_types;
  const std::regex type_line("# TYPE ([a-zA-Z_]+) ([a-z]+)");
  for (auto at = std::sregex_iterator(shown.begin(), shown.end(), type_line);
       at != std::sregex_iterator(); ++at) {
    shown_types[(*at)[1]] = (*at)[2];
  }
  EXPECT_EQ(shown_types, types);
  const Exposed series = SeriesOf(shown);
  for (const auto& [name, type] : types) {
    auto shown_labels = series.at(type == "histogram" ? name + "_count" : name);
    EXPECT_EQ(shown_labels, labels.at(name)) << name;
  }
  // Each has words of help.
  EXPECT_EQ(Matches(shown, "# HELP ([a-zA-Z_]+) [A-Za-z0-9]").size(),
            types.size());
}

TEST_F(Observability, HasEveryMetricThatAlertsAndDashboardAskFor) {
  UseEverything();
  const std::string alerts = Deployed("deploy/prometheus/alerts.yaml");
  const std::string dashboard = Deployed("deploy/grafana/winnow.json");
  const std::string of_gateway = Deployed("clients/gateway/README.md");
  std::vector<std::string> expressions;
  for (const std::string& one : Matches(alerts, "\n +expr: ([^\n]+)")) {
    expressions.push_back(one);
  }
  EXPECT_GE(expressions.size(), 15u);
  for (std::string one :
       Matches(dashboard, "\"expr\": \"((?:[^\"\\\\]|\\\\.)+)\"")) {
    expressions.push_back(std::regex_replace(one, std::regex("\\\\\""), "\""));
  }
  EXPECT_GE(expressions.size(), 50u);
  const Exposed series =
      SeriesOf(WaitFor({"winnow_queue_held", "winnow_subscription_lag_events",
                        "winnow_policy_revision"}));
  std::set<std::string> all_labels = {"instance", "job"};
  for (const auto& [name, labels] : series) {
    all_labels.insert(labels.begin(), labels.end());
  }
  for (const std::string& expression : expressions) {
    // Outside of quotes, where names are names.
    const std::string bare =
        std::regex_replace(expression, std::regex("\"[^\"]*\""), "\"\"");
    for (const std::string& name :
         Matches(bare, "\\b((?:winnow|process)_[a-z_]+)")) {
      const bool known =
          absl::StartsWith(name, "winnow_gateway_")
              ? absl::StrContains(of_gateway, absl::StrCat("| `", name, "` |"))
              : series.contains(name);
      EXPECT_TRUE(known) << name << " in " << expression;
    }
    EXPECT_FALSE(
        Matches(bare, "\\b(winnow_[a-z_]+|process_[a-z_]+|up\\{)").empty())
        << expression;
    for (const std::string& label : Matches(bare, "([a-z_]+)(?:=|!)~?\"")) {
      EXPECT_TRUE(all_labels.contains(label)) << label << " in " << expression;
    }
    for (const std::string& list :
         Matches(bare, "\\b(?:by|on) \\(([^)]*)\\)")) {
      for (const absl::string_view label : absl::StrSplit(list, ", ")) {
        EXPECT_TRUE(all_labels.contains(std::string(label)))
            << label << " in " << expression;
      }
    }
    EXPECT_EQ(std::count(bare.begin(), bare.end(), '('),
              std::count(bare.begin(), bare.end(), ')'))
        << expression;
  }
  for (const std::string& name :
       Matches(dashboard, "label_values\\((winnow_[a-z_]+)")) {
    EXPECT_TRUE(series.contains(name)) << name;
  }
}

TEST_F(Observability, WritesALineForACallThatWasRefused) {
  v1::SubmitCommentRequest bad = Comment();
  bad.set_request_id("0190c2a4-7d1e-7c3a");
  bad.clear_email();
  bad.set_body("");
  Submit(bad, {kTraceParent}, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(LogWith("request=0190c2a4-7d1e-7c3a"),
              ContainsRegex(
                  "level=info event=call_refused method=SubmitComment "
                  "code=INVALID_ARGUMENT ms=[0-9]+ site=daily key=[^ ]+ "
                  "request=0190c2a4-7d1e-7c3a trace=0af7651916cd43dd8448eb211c"
                  "80319c parent=b7ad6b7169203331 fields=[^ ]*email"));
  // One that went well has none.
  v1::SubmitCommentRequest good = Comment();
  good.set_request_id("0190c2a4-9999-7c3a");
  Submit(good, {});
  // The same for what runs on a worker.
  v1::GetCommentRequest get;
  get.set_name("sites/daily/comments/0190c2a4-7d1e-7000-8000-000000000000");
  EXPECT_FALSE(client_->Call(kGetComment, get).ok());
  const std::string log = LogWith("method=GetComment");
  EXPECT_THAT(log, ContainsRegex("event=call_refused method=GetComment "
                                 "code=NOT_FOUND ms=[0-9]+ site=daily"));
  // Lines are in the order of what happened, so it would be there by now.
  EXPECT_THAT(log, Not(HasSubstr("0190c2a4-9999-7c3a")));
}

TEST_F(Observability, CarriesTheTraceOfACallAndIgnoresABadOne) {
  const auto sent = Submit(Comment(), {kTraceParent});
  ASSERT_EQ(sent.count("traceparent"), 1u);
  EXPECT_EQ(sent.find("traceparent")->second, kTraceParent);
  EXPECT_EQ(Submit(Comment(), {}).count("traceparent"), 0u);
  EXPECT_EQ(Submit(Comment(), {"00-nonsense"}).count("traceparent"), 0u);
  EXPECT_EQ(
      Submit(Comment(), {kTraceParent, kTraceParent}).count("traceparent"), 0u);
  // The command passes on the one it was given.
  const ProgramResult result =
      system_.Winnow({"show", "0190c2a4-7d1e-7000-8000-000000000000"}, "daily",
                     {.environment = {{"TRACEPARENT", kTraceParent}}});
  EXPECT_EQ(result.exit_status, 1);
  LogWith(absl::StrCat("trace=", kTrace));
  // Even what could be no metadata at all harms nobody.
  EXPECT_EQ(system_
                .Winnow({"whoami"}, "daily",
                        {.environment = {{"TRACEPARENT", "a\nb\x01"}}})
                .exit_status,
            0);
}

TEST_F(Observability, TellsNothingOfReaders) {
  UseEverything();
  // Refused ones too, and with the reader's own things where they do not
  // belong.
  v1::SubmitCommentRequest bad = Comment();
  bad.set_request_id(kEmail);
  bad.set_email(absl::StrCat(kEmail, "@", kEmail));
  bad.set_website(absl::StrCat("no address ", kName));
  Submit(bad, {kEmail}, grpc::StatusCode::INVALID_ARGUMENT);
  v1::SubmitCommentRequest elsewhere = Comment();
  elsewhere.set_site(kName);
  Submit(elsewhere, {}, grpc::StatusCode::PERMISSION_DENIED);
  v1::SubmitCommentRequest answer = Comment();
  answer.set_parent(kEmail);
  Submit(answer, {}, grpc::StatusCode::INVALID_ARGUMENT);
  v1::SubmitCommentRequest again = Comment();
  again.set_request_id("0190c2a4-2222-7c3a");
  Submit(again, {});
  again.set_body(absl::StrCat(kBody, " Or two."));
  Submit(again, {}, grpc::StatusCode::ALREADY_EXISTS);
  const ProgramResult search = system_.Winnow(
      {"queue", absl::StrCat("nonsense~\"", kName, "\"")}, "daily");
  EXPECT_NE(search.exit_status, 0);
  const std::string shown = WaitFor({"winnow_subscription_lag_events"});
  const std::string log = LogWith("code=ALREADY_EXISTS");
  EXPECT_THAT(log, AllOf(HasSubstr("code=INVALID_ARGUMENT"),
                         HasSubstr("code=PERMISSION_DENIED"),
                         HasSubstr("code=ALREADY_EXISTS"),
                         HasSubstr("request=0190c2a4-2222-7c3a")));
  for (const std::string secret :
       {"uastenflosser", "Margarethe", "postfach", kAddress, "198.51.100",
        "zeppelin", "harbour"}) {
    EXPECT_THAT(log, Not(HasSubstr(secret)));
    EXPECT_THAT(shown, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace winnow
