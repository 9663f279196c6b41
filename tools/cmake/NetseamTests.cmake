# netseam_room_tests(ROOM SOURCES test_x.cpp ... [USES room ...] [LIBRARIES target ...])
# builds tests/unit/ROOM into one Catch2 program and registers it:
#   ROOM.serial   the cases tagged [serial], one process
#   ROOM.mpi.npN  the cases tagged [mpi] at N = 1, 2, 3 ranks, the same cases in the same order on every rank
find_package(Catch2 2.13 CONFIG REQUIRED)
# leaks are looked for by the fuzz targets: here Open MPI leaves some, from plugins that are unloaded and have no names
set(NETSEAM_TEST_ENVIRONMENT
  "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_rmaps_base_oversubscribe=1;OMPI_MCA_mpi_yield_when_idle=1;OMPI_MCA_btl_vader_single_copy_mechanism=none;OMP_NUM_THREADS=1;OPENBLAS_NUM_THREADS=1;ASAN_OPTIONS=detect_leaks=0")

function(netseam_room_tests room)
  cmake_parse_arguments(T "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(test_${room} ${T_SOURCES})
  list(TRANSFORM T_USES PREPEND netseam::)
  target_link_libraries(test_${room} PRIVATE netseam::${room} ${T_USES} ${T_LIBRARIES} netseam_test_support netseam::compiler)
  target_compile_definitions(test_${room} PRIVATE NETSEAM_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  netseam_precompile(test_${room} <catch2/catch.hpp>)
  set_target_properties(test_${room} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  set(has_serial OFF)
  set(has_mpi OFF)
  foreach(source ${T_SOURCES})
    file(READ ${source} text)
    if(text MATCHES "\\[serial\\]")
      set(has_serial ON)
    endif()
    if(text MATCHES "\\[mpi\\]")
      set(has_mpi ON)
    endif()
  endforeach()
  if(has_serial)
    add_test(NAME ${room}.serial COMMAND test_${room} "[serial]")
    set_tests_properties(${room}.serial PROPERTIES TIMEOUT 600 ENVIRONMENT "${NETSEAM_TEST_ENVIRONMENT}")
  endif()
  if(has_mpi)
    foreach(ranks 1 2 3)
      add_test(NAME ${room}.mpi.np${ranks}
        COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:test_${room}> "[mpi]")
      set_tests_properties(${room}.mpi.np${ranks} PROPERTIES
        TIMEOUT 600 PROCESSORS 2 LABELS "mpi;np${ranks}" ENVIRONMENT "${NETSEAM_TEST_ENVIRONMENT}")
    endforeach()
  endif()
endfunction()
