import static org.codelibs.opensearch.runner.OpenSearchRunner.newConfigs;

import java.util.Scanner;
import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** `SearchNode FOLDER PORT NODES`: nodes of one cluster on 127.0.0.1, from PORT on; prints the first one's address. */
public class SearchNode {
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        int nodes = Integer.parseInt(args[2]);
        OpenSearchRunner runner = new OpenSearchRunner();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", port + number - 1);
            if (nodes == 1) {
                settings.put("discovery.type", "single-node");
                settings.put("transport.port", 0);
            } else {
                settings.put("transport.port", port + 100 + number);
                settings.putList("discovery.seed_hosts", IntStream.rangeClosed(1, nodes)
                    .mapToObj(each -> "127.0.0.1:" + (port + 100 + each)).toList());
                settings.putList("cluster.initial_cluster_manager_nodes", "Node 1");
                settings.put("discovery.initial_state_timeout", "0s"); // a later start has no majority before the second one
            }
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false); // a full disk of a developer
        }).build(newConfigs().basePath(args[0]).clusterName("amar-kaj").numOfNode(nodes).useLogger().disableESLogger());
        runner.admin().cluster().prepareHealth().setWaitForNodes(String.valueOf(nodes)).setWaitForYellowStatus().get();
        System.out.println("http://127.0.0.1:" + port);
        obey(runner);
        Thread.currentThread().join();
    }

    /** Lines of standard input, for tests: `stop 2` ends the second node, `start 2` starts it again. */
    private static void obey(OpenSearchRunner runner) throws Exception {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] words = lines.nextLine().split(" ");
            if (words.length == 2 && words[0].equals("stop")) {
                runner.getNode(Integer.parseInt(words[1]) - 1).close();
            } else if (words.length == 2 && words[0].equals("start")) {
                runner.startNode(Integer.parseInt(words[1]) - 1);
            }
        }
    }
}
