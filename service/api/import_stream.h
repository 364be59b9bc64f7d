// One ImportComments stream. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_IMPORT_STREAM_H_
#define WINNOW_SERVICE_API_IMPORT_STREAM_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "service/api/admission.h"
#include "service/api/import_order.h"
#include "service/api/item_stream.h"
#include "service/moderation/importer.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// Comments of one stream that Redis works on at once: a reader's submission
// never waits behind more.
inline constexpr int kImportsAtOnce = 64;
// Read and not answered, with those that wait for what they answer.
inline constexpr int kImportItemsMax =
    static_cast<int>(kImportAheadMax) + kStreamItemsMax;
inline constexpr int kImportStreamsMax = 8;
// Imported comments that one audit record is about at most.
inline constexpr int64_t kImportsRecorded = 10000;

class ImportStream final
    : public ItemStream<v1::ImportCommentsRequest, v1::ImportCommentsResponse> {
 public:
  // All must outlive the call. `open` counts the streams there are.
  ImportStream(grpc::CallbackServerContext& context, Gate& gate,
               const Access& access, const Admission& admission,
               Importer& importer, std::atomic<int>& open)
      : ItemStream(context, gate, access, kImportItemsMax),
        admission_(admission),
        importer_(importer),
        open_(open) {
    ++open_;
  }
  ~ImportStream() override { --open_; }

 private:
  using Self = std::shared_ptr<ItemStream>;

  void Work(v1::ImportCommentsRequest& request, const Self& self) override;
  bool HasRoom() const override { return going_ < kImportsAtOnce; }
  bool CountsItems() const override { return false; }
  bool IsWorking() const override { return going_ > 0; }
  void OnReadsEnded(const absl::Status& why) override;

  // Whether the caller may import this comment now.
  absl::Status Check(const v1::ImportCommentsRequest& request) const;
  void Start(const ImportOrder::Item& item, const Self& self);
  void Settle(const ImportOrder::Item& item, const Self& self,
              absl::StatusOr<Imported> result);
  // Does what the order says; `here`: on this thread, which may read texts.
  void Follow(const ImportOrder::Step& step, bool here, const Self& self);
  void Fail(const ImportItem& item, const absl::Status& error);
  void Count(const std::string& site);
  // Writes audit records: at the end, and where there are many comments.
  void RecordIfDue();
  void Record(const std::string& site);

  const Admission& admission_;
  Importer& importer_;
  std::atomic<int>& open_;
  std::atomic<int> going_ = 0;

  std::mutex order_mutex_;  // guards all that follow
  ImportOrder order_;
  absl::Status end_;  // why no more is read; OK: the client has sent all
  std::map<std::string, int64_t> unrecorded_;  // imported comments by site
  bool holds_ = false;  // the call stays open for the records
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_IMPORT_STREAM_H_
