# vd_fuzz_test(NAME [LIBS target...])
#
# NAME.c of the current folder defines LLVMFuzzerTestOneInput. Under the preset "fuzz" it becomes
# the libFuzzer program fuzz_NAME; everywhere else a small main replays corpus/NAME/* as the
# ordinary test fuzz.NAME.
function(vd_fuzz_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    add_executable(fuzz_${name} ${name}.c)
    target_link_libraries(fuzz_${name} PRIVATE vd_compile ${arg_LIBS})
    if(VD_FUZZ)
        target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        # The corpus, then half a minute of new inputs, or ten minutes in `make check-long`.
        set(command fuzz_${name} -runs=0 ${corpus})
        add_test(NAME fuzz.${name}.new
            COMMAND fuzz_${name} -max_total_time=30 -timeout=10 -print_final_stats=1)
        vd_test_properties(fuzz.${name}.new fuzz)
        # What is new lies in the build folder; whoever finds something adds it to the corpus.
        file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/new/${name})
        add_test(NAME fuzz.${name}.long
            COMMAND fuzz_${name} -max_total_time=600 -timeout=30 -print_final_stats=1
                ${CMAKE_CURRENT_BINARY_DIR}/new/${name} ${corpus})
        vd_test_properties(fuzz.${name}.long long)
    else()
        target_sources(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c)
        set(command fuzz_${name} ${corpus})
    endif()
    add_test(NAME fuzz.${name} COMMAND ${command})
    vd_test_properties(fuzz.${name} unit fuzz)
endfunction()
