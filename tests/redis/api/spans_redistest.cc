// Where AnalyzeText says that a disguised term stands: in bytes, and in UTF-16
// units as browsers count.
#include <gtest/gtest.h>

#include <string>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/analysis_service.grpc.pb.h"

namespace winnow {
namespace {

struct Found {
  std::string in_bytes;
  std::u16string in_utf16;
  std::string reason;
};

// The first place of the signal of a suspect term.
Found Analyze(RunningServer& system, const std::string& text,
              const std::u16string& utf16) {
  grpc::ClientContext context;
  Authorize(system.keys["site"], context);
  v1::AnalyzeTextRequest request;
  request.set_text(text);
  v1::AnalyzeTextResponse response;
  const auto stub = v1::AnalysisService::NewStub(system.channel);
  EXPECT_TRUE(stub->AnalyzeText(&context, request, &response).ok());
  for (const v1::Signal& signal : response.screening().signals()) {
    if (signal.name() != "listed_suspect" || signal.spans().empty()) continue;
    const v1::Span& span = signal.spans(0);
    return {text.substr(static_cast<size_t>(span.begin()),
                        static_cast<size_t>(span.end() - span.begin())),
            utf16.substr(
                static_cast<size_t>(span.utf16_begin()),
                static_cast<size_t>(span.utf16_end() - span.utf16_begin())),
            signal.reason()};
  }
  return {};
}

TEST(Spans, OfDisguisedTermsAreRightInBytesAndInUtf16) {
  RunningServer system;
  struct Row {
    const char* text;
    const char16_t* utf16;
    const char* piece;
    const char16_t* piece_utf16;
  };
  const Row rows[] = {
      {"Come and buy viagra now", u"Come and buy viagra now", "buy viagra",
       u"buy viagra"},
      {"👩\u200d🚀 Привет, buy viаgrа now 🙂",
       u"👩\u200d🚀 Привет, buy viаgrа now 🙂", "buy viаgrа",
       u"buy viаgrа"},
      {"🙂🙂 b u y   v i a g r a 🙂",
       u"🙂🙂 b u y   v i a g r a 🙂", "b u y   v i a g r a",
       u"b u y   v i a g r a"},
      {"Ё🙂: 𝓫𝓾𝔂 𝓿𝓲𝓪\u200b𝓰𝓻𝓪!",
       u"Ё🙂: 𝓫𝓾𝔂 𝓿𝓲𝓪\u200b𝓰𝓻𝓪!",
       "𝓫𝓾𝔂 𝓿𝓲𝓪\u200b𝓰𝓻𝓪", u"𝓫𝓾𝔂 𝓿𝓲𝓪\u200b𝓰𝓻𝓪"},
      {"🇩🇪: 🇧🇺🇾 🇻🇮🇦🇬🇷🇦", u"🇩🇪: 🇧🇺🇾 🇻🇮🇦🇬🇷🇦", "🇧🇺🇾 🇻🇮🇦🇬🇷🇦", u"🇧🇺🇾 🇻🇮🇦🇬🇷🇦"},
      {"да 🙂 b\u0336uy v1aaagra", u"да 🙂 b\u0336uy v1aaagra",
       "b\u0336uy v1aaagra", u"b\u0336uy v1aaagra"},
  };
  for (const Row& row : rows) {
    const Found found = Analyze(system, row.text, row.utf16);
    EXPECT_EQ(found.in_bytes, row.piece) << row.text;
    EXPECT_TRUE(found.in_utf16 == row.piece_utf16) << row.text;
  }
}

}  // namespace
}  // namespace winnow
