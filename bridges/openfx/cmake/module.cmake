# Sfumato.ofx: what hosts load. It brings its own C++ runtime and shows the host nothing but the entry points.

add_library(sfumato_ofx MODULE src/plugin.cc)
set_target_properties(sfumato_ofx PROPERTIES PREFIX "" OUTPUT_NAME Sfumato SUFFIX ".ofx")
target_compile_options(sfumato_ofx PRIVATE ${sfumato_warnings})
target_link_libraries(sfumato_ofx PRIVATE sfumato_ofx_parts)

if(APPLE)
  target_link_options(sfumato_ofx PRIVATE -Wl,-dead_strip -Wl,-exported_symbols_list,${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.macos)
elseif(WIN32)
  if(MINGW)
    target_link_options(sfumato_ofx PRIVATE -static -Wl,--gc-sections -s)
  endif()
else()
  # Hosts carry libraries of their own: nothing of ours may be taken for theirs, nor theirs for ours.
  target_link_options(
    sfumato_ofx PRIVATE -Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--gc-sections
    -Wl,--version-script,${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.linux)
  if(NOT SFUMATO_SANITIZE)
    target_link_options(sfumato_ofx PRIVATE -static-libstdc++ -static-libgcc -Wl,-z,defs -s)
  endif()
  if(NOT SFUMATO_SANITIZE AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # Before glibc 2.34 threads and shared memory lie in libraries of their own; later ones keep those as empty shells.
    target_sources(sfumato_ofx PRIVATE portable/old_glibc.cc)
    set_source_files_properties(portable/old_glibc.cc PROPERTIES COMPILE_OPTIONS -fno-builtin)
    target_link_options(sfumato_ofx PRIVATE -Wl,--no-as-needed -l:libpthread.so.0 -l:librt.so.1 -Wl,--as-needed)
  endif()
endif()
