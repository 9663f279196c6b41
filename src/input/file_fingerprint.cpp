#include "netseam/input/file_fingerprint.hpp"

#include "file_bytes.hpp"
#include "refuse.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <xxhash.h>

namespace netseam::input {
namespace {

constexpr std::size_t block = std::size_t{1} << 20;  // stays in the second cache between reading and hashing

using Digest = std::array<std::byte, 16>;  // canonical: the same on every machine

class Hasher {
 public:
  Hasher() : state_(XXH3_createState(), XXH3_freeState) {
    if (!state_ || XXH3_128bits_reset(state_.get()) == XXH_ERROR) throw std::bad_alloc();
  }
  void add(std::span<const std::byte> bytes) {
    XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
  }
  [[nodiscard]] Digest digest() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_.get()));
    Digest digest;
    std::transform(std::begin(canonical.digest), std::end(canonical.digest), digest.begin(),
                   [](unsigned char byte) { return std::byte{byte}; });
    return digest;
  }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

std::uint64_t pieces_of(std::uint64_t size) { return size == 0 ? 1 : (size - 1) / fingerprint_piece + 1; }

Digest hash_piece(FileBytes& file, std::uint64_t piece, std::vector<std::byte>& buffer) {
  const std::uint64_t first = piece * fingerprint_piece,
                      last = std::min(file.size(), first + fingerprint_piece);
  file.expect_sequence(first, last - first);
  Hasher hasher;
  for (std::uint64_t offset = first; offset < last; offset += block) {
    const auto part =
        std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(block, last - offset)));
    file.read_at(offset, part);
    hasher.add(part);
  }
  return hasher.digest();
}

std::string text_of(std::uint64_t size, std::span<const Digest> pieces) {
  Digest digest = pieces.front();
  if (pieces.size() > 1) {
    Hasher hasher;
    hasher.add(std::as_bytes(pieces));
    digest = hasher.digest();
  }
  std::string text = fmt::format("{:x}-", size);
  for (const std::byte byte : digest) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

/// "SIZE-HASH" with a hash of so many digits.
bool is_size_and_hash(std::string_view text, std::size_t digits) {
  const auto is_hex = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  };
  const auto dash = text.find('-');
  return dash != std::string_view::npos && is_hex(text.substr(0, dash)) && is_hex(text.substr(dash + 1)) &&
         text.size() - dash - 1 == digits;
}

/// A piece of one of several files, numbered through.
struct Piece {
  std::uint64_t file = 0, number = 0, bytes = 0;
};

/// Of the pieces, those that are for this rank: the largest first to the rank that has least.
std::vector<std::size_t> share_of(const parallel::Communicator& communicator, std::span<const Piece> pieces) {
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) { return pieces[k].bytes; });
  std::vector<std::uint64_t> load(static_cast<std::size_t>(communicator.size()));
  std::vector<std::size_t> own;
  for (const std::size_t k : order) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += pieces[k].bytes + block;  // opening a file takes time too
    if (least - load.begin() == communicator.rank()) own.push_back(k);
  }
  std::ranges::sort(own);
  return own;
}

struct PieceDigest {
  std::uint64_t piece = 0;
  Digest digest{};
};

std::vector<PieceDigest> hash_share(const std::vector<std::filesystem::path>& files,
                                    std::span<const std::uint64_t> sizes, std::span<const Piece> pieces,
                                    std::span<const std::size_t> share) {
  std::vector<std::byte> buffer(block);
  std::vector<PieceDigest> digests;
  std::unique_ptr<FileBytes> open;
  for (std::size_t k = 0; k < share.size(); ++k) {
    const Piece& piece = pieces[share[k]];
    if (k == 0 || pieces[share[k - 1]].file != piece.file)
      open = std::make_unique<FileBytes>(files[piece.file]);
    if (open->size() != sizes[piece.file])
      throw core::InputError({open->name(), "size", fmt::format("{} bytes", open->size()),
                              fmt::format("{}, as when this run began", sizes[piece.file])},
                             core::Cause::changed_in_midrun);
    digests.push_back({share[k], hash_piece(*open, piece.number, buffer)});
  }
  return digests;
}

}  // namespace

std::string fingerprint(const std::filesystem::path& file) {
  FileBytes bytes(file);
  std::vector<std::byte> buffer(block);
  std::vector<Digest> pieces;
  for (std::uint64_t piece = 0; piece < pieces_of(bytes.size()); ++piece)
    pieces.push_back(hash_piece(bytes, piece, buffer));
  return text_of(bytes.size(), pieces);
}

std::string fingerprint(std::span<const std::byte> bytes) {
  std::vector<Digest> pieces;
  for (std::uint64_t piece = 0; piece < pieces_of(bytes.size()); ++piece) {
    const auto rest = bytes.subspan(static_cast<std::size_t>(piece * fingerprint_piece));
    Hasher hasher;
    hasher.add(rest.first(std::min(rest.size(), static_cast<std::size_t>(fingerprint_piece))));
    pieces.push_back(hasher.digest());
  }
  return text_of(bytes.size(), pieces);
}

std::vector<std::string> fingerprint_together(const parallel::Communicator& communicator,
                                              const std::vector<std::filesystem::path>& files,
                                              std::span<const std::uint64_t> sizes) {
  std::vector<Piece> pieces;
  for (std::size_t file = 0; file < files.size(); ++file)
    for (std::uint64_t number = 0; number < pieces_of(sizes[file]); ++number)
      pieces.push_back({file, number, std::min(fingerprint_piece, sizes[file] - number * fingerprint_piece)});
  const auto own = parallel::agree(
      communicator, [&] { return hash_share(files, sizes, pieces, share_of(communicator, pieces)); });
  std::vector<Digest> digest(pieces.size());
  for (const auto& found : parallel::all_gather(communicator, std::span<const PieceDigest>(own)))
    digest[found.piece] = found.digest;
  std::vector<std::string> texts;
  std::size_t first = 0;
  for (const std::uint64_t size : sizes) {
    const auto count = static_cast<std::size_t>(pieces_of(size));
    texts.push_back(text_of(size, std::span(digest).subspan(first, count)));
    first += count;
  }
  return texts;
}

bool is_fingerprint(std::string_view text) { return is_size_and_hash(text, 32); }

bool is_older_fingerprint(std::string_view text) { return is_size_and_hash(text, 16); }

}  // namespace netseam::input
