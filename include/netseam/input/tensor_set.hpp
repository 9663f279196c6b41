#pragma once
#include "netseam/data/order_source.hpp"
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netseam::input {

/// How the order of a list of tensors is known: the list is in parts that follow each other.
struct TensorOrder {
  std::vector<std::size_t> part;                          // of each tensor, ascending
  std::vector<data::OrderSource> inside;                  // of each part: stored, file or guessed
  data::OrderSource across = data::OrderSource::guessed;  // of the parts: numbered or guessed
  std::size_t layers = 0;  // the first so many tensors are layers, the others are in no stored order
};

/// Whether a file layers.json beside the files says the order where they store none themselves.
enum class OrderFile { ignored, read };

/// The tensors of the files of one checkpoint, in the order of the network as far as it is known: as stored
/// (TensorSource::stored_order of each file, or one list that all files share, or layers.json), else as in
/// the files one after another. Tensors that a stored order does not name come last. Not thread-safe; nothing
/// here is collective.
class TensorSet {
 public:
  /// Opens the files; reads headers only. Throws core::InputError for what open_tensors refuses, and for a
  /// stored order that names what is no tensor of these files (layers.json may name an npy file beside them).
  explicit TensorSet(const std::vector<std::filesystem::path>& files, OrderFile order_file);

  [[nodiscard]] const std::vector<TensorInfo>& tensors() const noexcept { return tensors_; }
  [[nodiscard]] const TensorOrder& order() const noexcept { return order_; }
  /// Of each file that holds something beside tensors (TensorSource::note).
  [[nodiscard]] std::vector<std::string> notes() const;
  /// Which of the files a tensor is in.
  [[nodiscard]] std::size_t file_of(std::size_t tensor) const { return places_.at(tensor).source; }
  /// As TensorSource::read_rows and scratch_bytes, of a position in tensors().
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const;
  [[nodiscard]] std::size_t scratch_bytes(std::size_t tensor) const;

 private:
  struct Place {
    std::size_t source = 0, tensor = 0;
  };
  struct StoredOrder {
    std::vector<std::string> names;
    std::filesystem::path file;
    std::string place;
  };
  [[nodiscard]] std::optional<StoredOrder> order_of_all(const std::vector<std::filesystem::path>& files,
                                                        OrderFile order_file) const;
  [[nodiscard]] std::vector<Place> take_named(const StoredOrder& stored, std::vector<Place>& left) const;
  [[nodiscard]] std::string name_of(const Place& place) const;
  void add_part(const std::vector<Place>& places, data::OrderSource inside);

  std::vector<std::unique_ptr<TensorSource>> sources_;
  std::vector<TensorInfo> tensors_;
  std::vector<Place> places_;  // of each of tensors_
  TensorOrder order_;
};

/// Whether names differ in numbers only: "h.0", "h.2", "h.10". True of fewer than two.
[[nodiscard]] bool are_numbered(std::span<const std::string> names);

/// The file layers.json in the folder of these files, if there is one: what is read beside them.
[[nodiscard]] std::optional<std::filesystem::path> order_file_beside(
    const std::vector<std::filesystem::path>& files);

}  // namespace netseam::input
