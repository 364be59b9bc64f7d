// What a replay costs a comment, without Redis: reading the texts again and
// deciding, under a shipped policy. The aim is 20,000 comments a second on one
// core: 50 µs each.
//
//   replay_bench POLICY.textproto COMMENTS.jsonl [benchmark flags]
#include <benchmark/benchmark.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "service/api/policy_text.h"
#include "service/intake/second_look.h"

namespace winnow {
namespace {

std::string TextOf(const google::protobuf::Struct& json, const char* name) {
  const auto at = json.fields().find(name);
  return at == json.fields().end() ? "" : at->second.string_value();
}

std::vector<StoredComment> ReadComments(const char* path) {
  std::ifstream file(path);
  std::vector<StoredComment> comments;
  for (std::string line; std::getline(file, line);) {
    google::protobuf::Struct json;
    if (!google::protobuf::util::JsonStringToMessage(line, &json).ok()) {
      continue;
    }
    StoredComment& stored = comments.emplace_back();
    stored.comment.display_name = TextOf(json, "name");
    stored.comment.body = TextOf(json, "body");
    stored.comment.thread = TextOf(json, "thread");
  }
  return comments;
}

int Run(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: replay_bench POLICY.textproto COMMENTS.jsonl\n";
    return 2;
  }
  std::ifstream file(argv[1]);
  std::ostringstream text;
  text << file.rdbuf();
  auto policy = ParsePolicy(text.str());
  auto screener =
      policy.ok() ? Screener::Make(*std::move(policy)) : policy.status();
  const std::vector<StoredComment> comments = ReadComments(argv[2]);
  if (!screener.ok() || comments.empty()) {
    std::cerr << screener.status() << ", " << comments.size() << " comments\n";
    return 1;
  }
  benchmark::RegisterBenchmark(
      "Replay", [&screener, &comments](benchmark::State& state) {
        size_t at = 0;
        for (auto _ : state) {
          benchmark::DoNotOptimize(JudgeAsItWas(**screener, comments[at]));
          at = (at + 1) % comments.size();
        }
        state.SetItemsProcessed(state.iterations());
      });
  argv[2] = argv[0];
  argc -= 2;
  benchmark::Initialize(&argc, argv + 2);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) { return winnow::Run(argc, argv); }
