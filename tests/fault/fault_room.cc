#include "tests/fault/fault_room.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <random>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

std::vector<std::string> WithOperator(std::vector<std::string> lines) {
  lines.push_back(absl::StrCat("user operator on >",
                               FaultRoom::kOperatorPassword, " ~* &* +@all"));
  return lines;
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

FaultRoom::FaultRoom(std::vector<std::string> redis_config,
                     std::vector<std::string> flags)
    : system_({.flags = std::move(flags),
               .redis_config = WithOperator(std::move(redis_config))}) {
  system_.CreateSite("daily");
  site_ = Impatient(
      system_.CreateKey("daily", v1::ApiKey::SITE, {v1::ApiKey::TRUSTED}),
      "daily");
  people_ = Impatient("", "daily");
}

std::unique_ptr<Client> FaultRoom::Impatient(const std::string& key,
                                             const std::string& site) {
  ClientOptions options;
  options.address = system_.address();
  options.site = site;
  options.key = key;
  if (key.empty()) options.key_file = system_.operator_key_file();
  options.retry_for = absl::ZeroDuration();
  auto client = Client::Connect(options);
  if (!client.ok()) abort();
  return *std::move(client);
}

absl::StatusOr<v1::SubmitCommentResponse> FaultRoom::Submit(
    const std::string& author, const std::string& body,
    const std::string& thread) {
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id(thread);
  request.set_display_name(author);
  request.set_email(author + "@mail.example");
  request.set_body(body);
  return site_->Submit(request);
}

bool FaultRoom::TakesSubmissionsAgain() {
  int tries = 0;
  return Eventually([&] {
    return Submit("patient", absl::StrCat("Is it my turn, ", ++tries, "?"))
        .ok();
  });
}

std::string FaultRoom::StateOf(const std::string& name) {
  v1::GetModeratedCommentRequest request;
  request.set_name(name);
  const auto found = people_->Call(kGetModeratedComment, request);
  if (!found.ok()) return "";
  return v1::Comment::State_Name(found->comment().state());
}

absl::Status FaultRoom::Reject(const std::string& name) {
  v1::RejectCommentRequest request;
  request.set_name(name);
  request.set_reason_code("off_topic");
  return people_->Call(kRejectComment, request).status();
}

std::string FaultRoom::Redis(const std::vector<std::string>& command) {
  std::vector<std::string> line = {"/usr/bin/redis-cli",
                                   "-s",
                                   system_.redis().socket_path(),
                                   "--user",
                                   "operator",
                                   "--no-auth-warning"};
  line.insert(line.end(), command.begin(), command.end());
  ProgramOptions options;
  options.environment = {{"REDISCLI_AUTH", kOperatorPassword}};
  const ProgramResult result = RunProgram(line, options);
  return std::string(absl::StripAsciiWhitespace(result.output + result.errors));
}

std::string FaultRoom::RedisLines(const std::string& commands) {
  ProgramOptions options;
  options.environment = {{"REDISCLI_AUTH", kOperatorPassword}};
  options.standard_input = commands;
  return RunProgram({"/usr/bin/redis-cli", "-s", system_.redis().socket_path(),
                     "--user", "operator", "--no-auth-warning", "--pipe"},
                    options)
      .output;
}

int64_t FaultRoom::RedisFigure(const std::string& name) {
  const std::string info = Redis({"INFO", "everything"});
  for (absl::string_view line : absl::StrSplit(info, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    int64_t number = 0;
    if (absl::ConsumePrefix(&line, name + ":") &&
        absl::SimpleAtoi(line, &number)) {
      return number;
    }
  }
  return -1;
}

double FaultRoom::Metric(const std::string& name) const {
  const std::string text =
      RunProgram({"/usr/bin/curl", "-s",
                  "http://" + system_.metrics_address() + "/metrics"})
          .output;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    double number = 0;
    if (absl::ConsumePrefix(&line, name + " ") &&
        absl::SimpleAtod(line, &number)) {
      return number;
    }
  }
  return -1;
}

bool FaultRoom::IsReady() const {
  const auto channel = grpc::CreateChannel(system_.address(),
                                           grpc::InsecureChannelCredentials());
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(10));
  // HealthCheckRequest of the empty service is an empty message.
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<bool> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(),
                 &request, &response, [&done](const grpc::Status& status) {
                   done.set_value(status.ok());
                 });
  if (!done.get_future().get()) return false;
  std::vector<grpc::Slice> slices;
  if (!response.Dump(&slices).ok()) return false;
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes == std::string("\x08\x01", 2);  // status = SERVING
}

std::string FaultRoom::Log() const { return ReadAll(system_.log_file()); }

std::string SomeText(int seed, size_t bytes) {
  static constexpr absl::string_view kSyllables[] = {
      "ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra",
      "se", "ti", "vo", "wu", "za", "ne", "lo", "ri", "ta", "mo", "be"};
  std::minstd_rand random(static_cast<uint32_t>(seed) + 1);
  std::string text;
  while (text.size() < bytes) {
    for (uint32_t i = 0; i < 2 + random() % 3; ++i) {
      absl::StrAppend(&text, kSyllables[random() % std::size(kSyllables)]);
    }
    text += ' ';
  }
  text.back() = '.';
  return text;
}

double CpuSeconds(pid_t pid) {
  const std::string text = ReadAll(absl::StrCat("/proc/", pid, "/stat"));
  // Behind the name, which may hold spaces: fields 3 and on.
  const std::vector<std::string> fields =
      absl::StrSplit(text.substr(text.rfind(')') + 2), ' ');
  int64_t user = 0;
  int64_t system = 0;
  if (fields.size() < 13 || !absl::SimpleAtoi(fields[11], &user) ||
      !absl::SimpleAtoi(fields[12], &system)) {
    return -1;
  }
  return static_cast<double>(user + system) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

int64_t MemoryBytes(pid_t pid, const std::string& field) {
  const std::string text = ReadAll(absl::StrCat("/proc/", pid, "/status"));
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    int64_t kilobytes = 0;
    if (absl::ConsumePrefix(&line, field + ":") &&
        absl::SimpleAtoi(
            absl::StripSuffix(absl::StripAsciiWhitespace(line), " kB"),
            &kilobytes)) {
      return kilobytes * 1024;
    }
  }
  return -1;
}

int64_t LineCount(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace winnow
