#pragma once
// Texts that change when the content of a file changes.
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// Files are hashed in pieces of this many bytes, so that several ranks can share one.
inline constexpr std::uint64_t fingerprint_piece = std::uint64_t{256} << 20;

/// "SIZE-HASH", both in hex, of every byte of a file. HASH is XXH3-128 of the content (xxHash 0.8, seed 0,
/// canonical form); of more than one piece, XXH3-128 of the 16-byte hashes of all pieces in their order. It
/// does not depend on the number of ranks. Detects accidents, not forgery. Throws core::InputError if the
/// file cannot be read. Cost: one pass, 1 MiB of memory.
[[nodiscard]] std::string fingerprint(const std::filesystem::path& file);

/// The same of bytes in memory, as if they were a file.
[[nodiscard]] std::string fingerprint(std::span<const std::byte> bytes);

/// fingerprint() of every file, the pieces of all of them shared out over the ranks. Collective; all ranks
/// pass the same files and the same sizes. Errors reach all ranks, also where a file has another size now.
[[nodiscard]] std::vector<std::string> fingerprint_together(const parallel::Communicator& communicator,
                                                            const std::vector<std::filesystem::path>& files,
                                                            std::span<const std::uint64_t> sizes);

/// Whether a text looks like a fingerprint.
[[nodiscard]] bool is_fingerprint(std::string_view text);

/// Whether a text is a fingerprint as earlier versions made them, of parts of large files only.
[[nodiscard]] bool is_older_fingerprint(std::string_view text);

/// What the message of every error says that is due to a change of files in the middle of a run.
inline constexpr std::string_view changed_while_read = "changed while this run read";

}  // namespace netseam::input
