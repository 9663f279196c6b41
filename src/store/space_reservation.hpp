#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstdint>
#include <filesystem>

namespace netseam::store {

/// Collective. Makes sure that the file `path`, made if there is none, can grow to `bytes`: a full disk, a
/// quota or a limit on file sizes then is core::ConfigError on all ranks before MPI-IO writes. That has to
/// come first, since Open MPI reports a failed collective write to no one and its ranks then wait for each
/// other. Where a file system cannot reserve space, its free space is believed. The file's size may become
/// `bytes`.
void reserve_space(const parallel::Communicator& communicator, const std::filesystem::path& path,
                   std::uint64_t bytes);

}  // namespace netseam::store
