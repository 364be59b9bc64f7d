#include "service/api/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/base/status_details.h"

namespace winnow {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

// What a call writes, from its level on.
std::string LineOf(const EndedCall& call) {
  CallLog log;
  testing::internal::CaptureStderr();
  log.Write(call, kNow);
  const std::string line = testing::internal::GetCapturedStderr();
  return line.substr(line.find("level="));
}

TEST(CallLog, NamesWhatFindsTheCallAgain) {
  EXPECT_EQ(
      LineOf({.method = "SubmitComment",
              .status = absl::ResourceExhaustedError("too quickly; wait"),
              .duration = absl::Milliseconds(12.7),
              .site = "daily",
              .key_id = "k3v9",
              .request_id = "0190c2a4-7d1e-7c3a",
              .trace = TraceParent{.trace_id = "0af7", .parent_id = "b7ad"}}),
      "level=warning event=call_refused method=SubmitComment "
      "code=RESOURCE_EXHAUSTED ms=12 site=daily key=k3v9 "
      "request=0190c2a4-7d1e-7c3a trace=0af7 parent=b7ad "
      "reason=\"too quickly; wait\"\n");
}

TEST(CallLog, SaysWhatWentWrongInsideWithWhatFindsTheCall) {
  EXPECT_EQ(
      LineOf({.method = "SubmitComment",
              .status = absl::InternalError("w1_commit answered nonsense"),
              .duration = absl::Milliseconds(3),
              .site = "daily",
              .key_id = "k3v9",
              .request_id = "0190c2a4-7d1e-7c3a",
              .trace = TraceParent{.trace_id = "0af7", .parent_id = "b7ad"}}),
      "level=error event=internal_error method=SubmitComment code=INTERNAL "
      "ms=3 site=daily key=k3v9 request=0190c2a4-7d1e-7c3a trace=0af7 "
      "parent=b7ad error=\"w1_commit answered nonsense\"\n");
}

TEST(CallLog, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(LineOf({.method = "WhoAmI",
                    .status = absl::OkStatus(),
                    .duration = absl::Seconds(2)}),
            "level=warning event=call_slow method=WhoAmI code=OK ms=2000\n");
}

TEST(CallLog, TellsRefusedFromFailed) {
  const struct {
    absl::StatusCode code;
    const char* begin;
  } rows[] = {
      {absl::StatusCode::kInvalidArgument, "level=info event=call_refused"},
      {absl::StatusCode::kNotFound, "level=info event=call_refused"},
      {absl::StatusCode::kAborted, "level=info event=call_refused"},
      {absl::StatusCode::kCancelled, "level=info event=call_refused"},
      {absl::StatusCode::kPermissionDenied, "level=warning event=call_refused"},
      {absl::StatusCode::kUnauthenticated, "level=warning event=call_refused"},
      {absl::StatusCode::kUnavailable, "level=warning event=call_failed"},
      {absl::StatusCode::kInternal, "level=error event=internal_error"},
      {absl::StatusCode::kUnknown, "level=error event=internal_error"},
      {absl::StatusCode::kDataLoss, "level=error event=internal_error"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(LineOf({.method = "M",
                        .status = absl::Status(row.code, "said"),
                        .duration = absl::ZeroDuration()}),
                testing::StartsWith(row.begin));
  }
}

TEST(CallLog, WritesNothingThatTheCallerChoseFreely) {
  const absl::Status invalid = InvalidFields(
      {{.field = "email", .description = "jane@example.org is none"},
       {.field = "body", .description = "has My secret words"}});
  const std::string line = LineOf({.method = "SubmitComment",
                                   .status = invalid,
                                   .duration = absl::ZeroDuration(),
                                   .site = "Jane Doe",
                                   .request_id = "jane@example.org"});
  EXPECT_EQ(line,
            "level=info event=call_refused method=SubmitComment "
            "code=INVALID_ARGUMENT ms=0 fields=\"email,body\"\n");
  std::vector<FieldViolation> many;
  for (int i = 0; i < 100; ++i) {
    many.push_back({.field = std::string(500, 'f'), .description = "bad"});
  }
  EXPECT_LT(LineOf({.method = "M",
                    .status = InvalidFields(std::move(many)),
                    .duration = absl::ZeroDuration()})
                .size(),
            800u);
}

TEST(CallLog, WritesRequestIdsThatCanHoldNoAddress) {
  const struct {
    std::string id;
    bool written;
  } rows[] = {
      {"", false},
      {"7", false},
      {"hans_mueller_1975", false},
      {"jane-example-org", false},
      {"198-51-100-77", false},
      {"0049-171-1234567", false},
      {"0af7651916cd43dd", true},
      {"0190c2a4-7d1e-7c3a-8c1b-0242ac120002", true},
      {std::string(64, 'a'), true},
      {std::string(65, 'a'), false},
      {"jane@example.org", false},
      {"198.51.100.7", false},
      {"2001:db8::1", false},
      {"two words", false},
      {"line\nend", false},
      {"\xc3\xa9", false},
      {std::string(1, '\0'), false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(IsLoggableRequestId(row.id), row.written) << row.id;
  }
}

TEST(CallLog, SeesWhatIsWorthALine) {
  const absl::Duration quick = absl::Milliseconds(999);
  EXPECT_FALSE(CallLog::IsWorthALine(absl::OkStatus(), quick, false));
  EXPECT_TRUE(CallLog::IsWorthALine(absl::OkStatus(), kSlowCall, false));
  EXPECT_FALSE(CallLog::IsWorthALine(absl::OkStatus(), absl::Hours(1), true));
  const absl::Status cancelled = absl::CancelledError("gone");
  EXPECT_TRUE(CallLog::IsWorthALine(cancelled, quick, false));
  EXPECT_FALSE(CallLog::IsWorthALine(cancelled, quick, true));
  EXPECT_TRUE(
      CallLog::IsWorthALine(absl::UnavailableError("stopping"), quick, true));
}

TEST(CallLog, MakesNoFloodOfLinesOfAFloodOfRefusals) {
  CallLog log;
  const EndedCall refused = {.method = "M",
                             .status = absl::NotFoundError("none"),
                             .duration = absl::ZeroDuration()};
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) log.Write(refused, kNow);
  const std::string flood = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(flood.begin(), flood.end(), '\n'), kCallLinesMax);
  testing::internal::CaptureStderr();
  log.Write(refused, kNow + absl::Seconds(1));
  log.Write(refused, kNow + absl::Seconds(2));
  const std::string after = testing::internal::GetCapturedStderr();
  EXPECT_THAT(after, HasSubstr("event=calls_not_logged count=900\n"));
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 3);
}

TEST(CallLog, KeepsRoomForErrorsOfOursInAFloodOfRefusals) {
  CallLog log;
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) {
    log.Write({.method = "M",
               .status = absl::NotFoundError("none"),
               .duration = absl::ZeroDuration()},
              kNow);
  }
  for (int i = 0; i < 1000; ++i) {
    log.Write({.method = "M",
               .status = absl::InternalError("broken"),
               .duration = absl::ZeroDuration()},
              kNow);
  }
  const std::string flood = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(flood.begin(), flood.end(), '\n'),
            kCallLinesMax + kInternalLinesMax);
}

TEST(CallLog, KeepsRoomForTheOthersInAFloodOfBadKeys) {
  CallLog log;
  const EndedCall stranger = {.method = "M",
                              .status = absl::UnauthenticatedError("none"),
                              .duration = absl::ZeroDuration()};
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) log.Write(stranger, kNow);
  log.Write({.method = "M",
             .status = absl::UnavailableError("no Redis"),
             .duration = absl::ZeroDuration()},
            kNow);
  const std::string flood = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(flood.begin(), flood.end(), '\n'),
            kStrangersLinesMax + 1);
  EXPECT_THAT(flood, HasSubstr("event=call_failed"));
}

}  // namespace
}  // namespace winnow
