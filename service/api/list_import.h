// One ImportTerms call. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_LIST_IMPORT_H_
#define WINNOW_SERVICE_API_LIST_IMPORT_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/api/gate.h"
#include "service/api/list_admin.h"
#include "service/api/open_streams.h"
#include "service/intake/term_file.h"
#include "winnow/v1/site_lists.pb.h"

namespace winnow {

inline constexpr int64_t kImportBytesMax = 32 << 20;
inline constexpr size_t kImportPieceBytesMax = size_t{64} * 1024;
// Each may keep a whole file in memory.
inline constexpr int kImportsAtOnceMax = 4;
// Between two pieces.
inline constexpr absl::Duration kImportIdleMax = absl::Seconds(60);

// Reads pieces as they come (0.3 ms each, on the RPC library's threads), and
// has a worker write the list when the client says that was all. A call that
// ends in any other way changes nothing. Owns itself until the RPC library is
// done with it.
class ListImport final : public grpc::ServerReadReactor<v1::ImportTermsRequest>,
                         public OpenStream,
                         public std::enable_shared_from_this<ListImport> {
 public:
  // All must outlive this object. `open` counts the imports under way.
  ListImport(grpc::CallbackServerContext& context, Gate& gate,
             const Access& access, ListAdmin& lists, std::atomic<int>& open,
             v1::ImportTermsResponse& response);
  ~ListImport() override;

  void Begin(OpenStreams& streams);

  void OnReadDone(bool ok) override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;

 private:
  absl::Status TakePiece();
  void Write();
  absl::Status CheckWhole() const;
  void EndWith(const absl::Status& status);

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  ListAdmin& lists_;
  std::atomic<int>& open_;
  v1::ImportTermsResponse& response_;
  const absl::Time start_;
  std::shared_ptr<ListImport> self_;
  std::shared_ptr<const KeyRecord> key_;

  // Used by one read after the other, then by the worker.
  v1::ImportTermsRequest request_;
  v1::ImportTermsRequest first_;  // without content
  std::optional<Caller> caller_;
  std::optional<TermFile> file_;
  int64_t bytes_ = 0;

  std::mutex mutex_;  // guards those that follow
  absl::Time last_read_;
  bool writing_ = false;
  bool ended_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_LIST_IMPORT_H_
